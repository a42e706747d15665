import unicodedata


def base(text):
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c)).casefold()


ordered = sorted(input, key=lambda name: (base(name), name.swapcase()))
groups = {}
for name in ordered:
    groups.setdefault(base(name)[0].upper(), []).append(name)
{"sorted": ordered, "groups": groups, "same": 0, "before": True}
