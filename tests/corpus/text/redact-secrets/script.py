import re
from collections import Counter

lines = await tools.support.transcript(ticket=88)
counts = Counter()


def luhn(digits):
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(n - 9 if n > 9 else n for n in doubled) % 10 == 0


def card(match):
    digits = re.sub(r"\D", "", match[0])
    if not luhn(digits):
        return match[0]
    counts["card"] += 1
    return f"[card …{digits[-4:]}]"


def secret(match):
    counts["secret"] += 1
    return match["name"] + "[secret]"


def email(match):
    counts["email"] += 1
    return f"{match[1].lower()}***@{match[2]}"


def ip(match):
    counts["ip"] += 1
    return "[ip]"


RULES = [
    (re.compile(r"\b(?:\d[ -]?){12,15}\d\b"), card),
    # lookbehinds have a fixed width here, so the name is kept instead
    (re.compile(r"(?P<name>\b(?:token|password)\s*[=:]\s*)(?:([\"']).*?\2|[^\s;]+)", re.I), secret),
    (re.compile(r"\b([\w.+-])[\w.+-]*@((?:[\w-]+\.)+[a-z]{2,})\b", re.I), email),
    (re.compile(r"(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|(?![\d.]))){4}"), ip),
]

clean = []
for line in lines:
    for pattern, replace in RULES:
        line = pattern.sub(replace, line)
    clean.append(line)
{"clean": clean, "counts": counts}
