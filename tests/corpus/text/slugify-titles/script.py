import re
import unicodedata
from collections import Counter

SPECIAL = str.maketrans({"ß": "ss", "ø": "o", "æ": "ae", "&": " and "})


def slugify(title):
    decomposed = unicodedata.normalize("NFKD", title)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().translate(SPECIAL)).strip("-")


used = Counter()
slugs = []
for title in input:
    base = slugify(title) or "untitled"
    used[base] += 1
    slugs.append(base if used[base] == 1 else f"{base}-{used[base]}")
slugs
