from pathlib import Path
Path("a.txt").read_text()
