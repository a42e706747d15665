import concurrent.futures
import queue
import threading


def words(wait):
    try:
        return wait()
    except RuntimeError as error:
        return str(error).partition(":")[0]


lock = threading.Lock()
lock.acquire()
future = asyncio.run_coroutine_threadsafe(asyncio.sleep(0), asyncio.get_running_loop())
with threading.RLock(), threading.Condition():
    waits = [lock.acquire, queue.Queue().get, queue.SimpleQueue().get, threading.Event().wait, threading.Barrier(2).wait, future.result]
found = {words(wait) for wait in waits}
try:
    queue.Queue().get(timeout=0.01)
except queue.Empty:
    print("empty")
print(lock.acquire(blocking=False), lock.acquire(timeout=0.01), threading.Event().wait(0.01), found)
queue.Queue().get()
