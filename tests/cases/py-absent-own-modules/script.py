seen = []
for name in ("componentize_py_runtime", "wit_world", "app", "toolgate.host"):
    try:
        __import__(name)
    except ModuleNotFoundError:
        seen.append(name)
return seen
