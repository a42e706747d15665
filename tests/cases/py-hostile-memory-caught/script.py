try:
    x = [0] * 10**9
except MemoryError:
    result = "caught"
