import difflib

old, new = input["old"].splitlines(), input["new"].splitlines()
# "- b" becomes "-b"; lines that begin with "?" only point at characters
lines = [line[0] + line[2:] for line in difflib.ndiff(old, new) if line[0] != "?"]

matcher = difflib.SequenceMatcher(None, old, new)
result = {
    "lines": lines,
    "added": sum(line.startswith("+") for line in lines),
    "removed": sum(line.startswith("-") for line in lines),
    "similarity": round(matcher.ratio(), 3),
}
