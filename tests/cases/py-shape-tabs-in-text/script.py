def f(n):
    text = """
	a
	"""
    if n:
	return [n, text]


f(1)
