try:
    int("x")
except ValueError as error:
    raise LookupError("no number") from error
