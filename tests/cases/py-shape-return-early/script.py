def visit(n):
    return n * 2

with open_it() if False else __import__("contextlib").nullcontext():
    try:
        return visit(4)
    finally:
        print("left")
print("never")
