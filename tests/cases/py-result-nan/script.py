nan = float("nan")
return {"ratio": nan, "list": [float("inf"), 1], "same": -float("inf")}
