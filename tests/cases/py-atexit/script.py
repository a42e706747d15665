import atexit


@atexit.register
def bye():
    print("bye")


atexit.register(print, "first")
print("hello")
1
