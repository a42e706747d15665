a = {"n": {1}}
return [a, a, {"x": a}]
