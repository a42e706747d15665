import re
from functools import total_ordering

# Semantic versions: precedence with pre-releases, and which versions a range takes.
PATTERN = re.compile(r"v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?")


@total_ordering
class Version:
    def __init__(self, text):
        if not (m := PATTERN.fullmatch(text)):
            raise ValueError(f"not a version: {text}")
        self.text = text
        self.numbers = tuple(int(n) for n in m.groups()[:3])
        self.pre = m[4].split(".") if m[4] else []
        # numbers sort before words, a release after all of its pre-releases
        parts = tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in self.pre)
        self.key = (self.numbers, not self.pre, parts)

    def __eq__(self, other):
        return self.key == other.key

    def __lt__(self, other):
        return self.key < other.key

    def __str__(self):
        return self.text


def fits(version, comparator):
    op, text = re.fullmatch(r"(\^|~|>=|<=|>|<|=)?(.*)", comparator).groups()
    if text == "*":
        return not version.pre
    wanted = Version(text)
    major, minor, patch = wanted.numbers
    match op:
        case "^":
            upper = f"{major + 1}.0.0" if major else f"0.{minor + 1}.0" if minor else f"0.0.{patch + 1}"
            return wanted <= version < Version(upper + "-0")
        case "~":
            return wanted <= version < Version(f"{major}.{minor + 1}.0-0")
        case ">=":
            return version >= wanted
        case "<=":
            return version <= wanted
        case ">":
            return version > wanted
        case "<":
            return version < wanted
    return version == wanted


def satisfies(version, range_):
    return any(all(fits(version, c) for c in part.split()) for part in range_.split("||"))


def bump(text, part):
    a, b, c = Version(text).numbers
    return {"major": f"{a + 1}.0.0", "minor": f"{a}.{b + 1}.0", "patch": f"{a}.{b}.{c + 1}"}[part]


names = (await tools.packages.versions(name="left-pad"))["versions"]
good, invalid = [], []
for name in names:
    try:
        good.append(Version(name))
    except ValueError:
        invalid.append(name)


def best(range_):
    return str(max((v for v in good if satisfies(v, range_)), default="")) or None


return {
    "sorted": [str(v) for v in sorted(good)],
    "invalid": invalid,
    "latest": str(max(v for v in good if not v.pre)),
    "ranges": {r: best(r) for r in input["ranges"]},
    "bumps": [bump("1.9.3-rc.1", part) for part in ("major", "minor", "patch")],
    "equal": int(Version("1.0.0+build1") != Version("v1.0.0+build2")),
}
