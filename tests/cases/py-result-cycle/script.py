a = {"b": [1]}
a["b"].append(a)
return a
