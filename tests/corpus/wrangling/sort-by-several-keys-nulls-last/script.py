import re


def nulls_last(value):
    return (value is None, value)


def natural(row):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", row["t"].lower())]


plan = sorted(
    input,
    # tuples are compared with == first, so two Nones never meet a "<"
    key=lambda row: (nulls_last(row["prio"]), nulls_last(row["due"]), natural(row)),
)

# sorts are stable: the least significant key first
latest_first = sorted(input, key=lambda row: nulls_last(row["prio"]))
latest_first.sort(key=lambda row: row["due"] or "", reverse=True)

return {
    "plan": [row["t"] for row in plan],
    "latestFirst": [row["t"] for row in latest_first],
    "untouched": [row["t"] for row in input][:2],
}
