def f(d):
    if d:
	x = d["k"]
	return x


f({"a": 1})
