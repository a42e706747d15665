import json, marshal, pickle, sys
sys.setrecursionlimit(10**9)
value = []
for _ in range(300_000):
    value = [value]
caught = []
for write in (json.dumps, marshal.dumps, pickle.dumps):
    try:
        write(value)
    except (RecursionError, ValueError) as error:
        caught.append(type(error).__name__)
return caught
