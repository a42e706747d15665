import re
from operator import itemgetter

COLUMN = re.compile(r"(q\d+)_(\d{4})")
ID_COLUMNS = ("id", "country")

long = []
for row in input:
    for column, score in row.items():
        if (match := COLUMN.fullmatch(column)) and score is not None:
            question, year = match.groups()
            long.append({**{c: row[c] for c in ID_COLUMNS}, "question": question, "year": int(year), "score": score})
long.sort(key=itemgetter("question", "year", "id"))

scores = {}
for row in long:
    scores.setdefault("{question}/{year}".format_map(row), []).append(row["score"])

result = {"long": long, "means": {key: sum(values) / len(values) for key, values in scores.items()}}
