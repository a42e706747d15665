import traceback


def fail():
    raise ValueError("x")


try:
    fail()
except ValueError:
    text = traceback.format_exc()
return [line.strip() for line in text.splitlines()]
