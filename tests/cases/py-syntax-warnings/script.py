import re
re.findall("\d+", "a1b22")
