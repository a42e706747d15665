import os
seen = []
try:
    open("x")
except OSError as error:
    seen.append(type(error).__name__)
try:
    import requests
except ImportError:
    seen.append("no requests")
seen += [os.path.exists("/etc"), os.path.join("a", "b"), dict(os.environ)]
return seen
