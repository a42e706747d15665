import json
try:
    json.loads("[" * 100_000)
except RecursionError:
    result = "caught"
