import re


def words(name):
    """Splits an identifier: at case changes, spaces, underscores and hyphens."""
    out, current = [], ""
    for i, c in enumerate(name):
        before, after = name[i - 1 : i], name[i + 1 : i + 2]
        starts = c.isupper() and (before.islower() or before.isdigit() or (before.isupper() and after.islower()))
        if starts or re.match(r"[\s_-]", c):
            out.append(current)
            current = ""
        if not re.match(r"[\s_-]", c):
            current += c
    return [word.lower() for word in [*out, current] if word]


def styles(name):
    ws = words(name)
    capitals = [w.capitalize() for w in ws]
    return dict(
        snake="_".join(ws),
        camel=ws[0] + "".join(capitals[1:]),
        pascal="".join(capitals),
        constant="_".join(ws).upper(),
        title=" ".join(capitals),
    )


list(map(styles, input))
