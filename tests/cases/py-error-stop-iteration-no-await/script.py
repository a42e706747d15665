x = 1
t = next(c for c in [] if c)
