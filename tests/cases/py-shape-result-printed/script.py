result = {"n": 1}
print(result)
