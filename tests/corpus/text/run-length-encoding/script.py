import re
from itertools import groupby, islice


def encode(text):
    def part(char, count):
        return f"{count if count > 1 else ''}{char}"

    return "".join(part(char, len(list(run))) for char, run in groupby(text))


def decode(text):
    return "".join(char * int(count or 1) for count, char in re.findall(r"(\d*)(\D)", text))


def look_and_say(term="1"):
    while True:
        yield term
        term = re.sub(r"(.)\1*", lambda m: f"{len(m[0])}{m[1]}", term)


rows = []
for text in input:
    if any(c.isdigit() for c in text):
        continue
    encoded = encode(text)
    ratio = round(100 * len(encoded) / len(text)) if text else None
    rows.append({"encoded": encoded, "same": decode(encoded) == text, "ratio": ratio})

return {"rows": rows, "terms": list(islice(look_and_say(), 7))}
