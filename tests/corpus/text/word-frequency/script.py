import re
from collections import Counter

# [^\W\d_] is a letter: a word character that is no digit and no underscore
WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")

text, top = input["text"], input["top"]
words = WORD.findall(text.lower())
counts = Counter(word for word in words if word not in input["stop"])

longest = max(map(len, counts))
{
    "words": len(words),
    "ranking": sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:top],
    "longest": [word for word in counts if len(word) == longest],
    "initials": "".join(sorted({word[0] for word in counts})),
    "numbers": [float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)],
}
