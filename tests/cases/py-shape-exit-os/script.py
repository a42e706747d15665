import os
result = 3
os._exit(0)
result = 4
