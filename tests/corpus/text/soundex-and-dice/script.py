from itertools import combinations, pairwise

CODES = {letter: str(digit) for digit, letters in enumerate(["bfpv", "cgjkqsxz", "dt", "l", "mn", "r"], 1) for letter in letters}


def soundex(name):
    head, *tail = name.lower()
    code, last = head.upper(), CODES.get(head)
    for letter in tail:
        digit = CODES.get(letter)
        if digit and digit != last:
            code += digit
        if letter not in "hw":  # h and w do not separate
            last = digit
    return f"{code:0<4.4}"


def dice(a, b):
    x, y = ({"".join(pair) for pair in pairwise(word)} for word in (a, b))
    return 2 * len(x & y) / (len(x) + len(y)) if x or y else 0


{
    "soundex": {name: soundex(name) for name in input["names"]},
    "alike": [(a, b) for a, b in combinations(input["names"], 2) if soundex(a) == soundex(b)],
    "dice": [round(dice(a, b), 3) for a, b in input["pairs"]],
}
