import os
import time

[0 <= call() < 5 for call in (time.process_time, time.thread_time, lambda: os.times().user)] + [time.process_time_ns() > 0]
