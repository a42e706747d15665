# "Did you mean …?" by Damerau-Levenshtein distance.
def distance(a, b):
    d = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i, x in enumerate(a, 1):
        for j, y in enumerate(b, 1):
            d[i, j] = min(d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d[len(a), len(b)]


def suggest(word, known):
    scored = ((distance(word.lower(), candidate.lower()), candidate) for candidate in known)
    close = sorted((d, c) for d, c in scored if d <= max(1, len(c) // 3))
    return [f"{c} ({d})" for d, c in close[:2]]


{word: suggest(word, input["commands"]) for word in input["typed"]}
