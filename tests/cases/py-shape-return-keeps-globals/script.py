count = 0

def add(n):
    global count
    count += n

class Box:
    size = 3

squares = [n * n for n in range(3) if (last := n) >= 0]
import math as m
from math import *
add(2)
add(Box.size)
for i in range(2):
    pass
return [count, globals()["count"], squares, last, floor(m.pi), i]
