def f(n):
	if n:
		return n + 1
    return 0

f(1)
