import sys
print("a", 1, None, sep="-")
print("b", end=" ")
print("c")
print("two\nlines")
print()
print("to stderr", file=sys.stderr)
sys.stdout.write("written\n")
print("no end", end="")
return 1
