import glob
from pathlib import Path
seen = []
for find in (lambda: glob.glob("*.csv"), lambda: list(Path(".").glob("*.csv")), lambda: list(Path("/data").iterdir())):
    try:
        seen.append(find())
    except OSError as error:
        seen.append(str(error).partition(":")[0])
return seen
