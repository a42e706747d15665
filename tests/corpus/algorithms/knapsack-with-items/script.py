from functools import cache

# 0/1 knapsack by memoised recursion, with the choice in the value.
items = await tools.shop.items()
capacity = input["capacity"]


@cache
def best(n, room):
    """Value and names with the first n items."""
    if n == 0:
        return 0, ()
    item = items[n - 1]
    without = best(n - 1, room)
    if item["weight"] > room:
        return without
    value, names = best(n - 1, room - item["weight"])
    if value + item["value"] > without[0]:
        return value + item["value"], (*names, item["name"])
    return without


value, chosen = best(len(items), capacity)
print(best.cache_info())

# greedy by value per weight, to compare
left, greedy = capacity, 0
for item in sorted(items, key=lambda i: i["value"] / i["weight"], reverse=True):
    if item["weight"] <= left:
        left -= item["weight"]
        greedy += item["value"]

return {
    "value": value,
    "chosen": list(chosen),
    "greedy": greedy,
    "curve": [best(len(items), w)[0] for w in range(0, capacity + 1, 5)],
}
