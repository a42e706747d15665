import re

PIPE = re.compile(r"(?:\\.|`[^`]*`|[^|\\`])+")


def cells(line):
    body = line.strip()[1:-1]
    parts, at = [], 0
    while at <= len(body):
        match = PIPE.match(body, at)
        text = match.group() if match else ""
        parts.append(text.replace("\\|", "|").strip())
        at += len(text) + 1
    return parts


def alignment(cell):
    match (cell.startswith(":"), cell.endswith(":")):
        case (True, True):
            return "center"
        case (False, True):
            return "right"
        case (True, False):
            return "left"
        case _:
            return None


def convert(cell, align):
    if not cell:
        return None
    if cell in ("[x]", "[X]", "[ ]"):
        return cell != "[ ]"
    if align == "right":
        try:
            return float(cell)
        except ValueError:
            pass
    return re.sub(r"(\*\*|\*|`)(.+?)\1", r"\2", cell)


lines = iter(input.splitlines())
previous = ""
for line in lines:
    if re.fullmatch(r"\|(\s*:?-+:?\s*\|)+\s*", line):
        break
    previous = line

header = [name.lower() for name in cells(previous)]
aligns = [alignment(cell) for cell in cells(line)]
records = []
for line in lines:
    if not line.startswith("|"):
        break
    records.append({name: convert(cell, align) for name, cell, align in zip(header, cells(line), aligns, strict=True)})

{"aligns": aligns, "records": records}
