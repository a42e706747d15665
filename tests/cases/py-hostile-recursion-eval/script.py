try:
    eval("(" * 1000 + ")" * 1000)
except (SyntaxError, MemoryError, RecursionError) as error:
    result = "caught"
