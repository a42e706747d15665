import textwrap

width = input["width"]
lines = textwrap.wrap(input["text"], width, subsequent_indent="  ")


def table(rows):
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows)]
    for number, (first, *rest) in enumerate(rows):
        cells = [f"{first:<{widths[0]}}", *(f"{cell:>{w}}" for cell, w in zip(rest, widths[1:]))]
        yield " | ".join(cells)
        if number == 0:
            yield "-+-".join("-" * w for w in widths)


def centre(line):
    free = width - len(line)
    return "." * (free // 2) + line + "." * (free - free // 2)


return {"lines": lines, "table": list(table(input["rows"])), "centred": [centre(line.strip()) for line in lines]}
