from itertools import combinations, islice

# Nested data turned around with as few statements as possible.
price = {p["sku"]: p["price"] for p in input["products"]}
lines = [(o["id"], o["customer"], sku, n) for o in input["orders"] for sku, n in o["lines"]]
customers = sorted({o["customer"] for o in input["orders"]})
matrix = [[sum(n for _, who, s, n in lines if (who, s) == (c, sku)) for sku in price] for c in customers]

return {
    "totals": {c: sum(n * price.get(sku, 0) for _, who, sku, n in lines if who == c) for c in customers},
    "matrix": matrix,
    "flat": [n for row in matrix for n in row if n],
    "unknown": list(dict.fromkeys(sku for *_, sku, _n in lines if sku not in price)),
    "pairs": [a + b for a, b in islice(combinations(price, 2), 0, None, 2)],
    "bySku": {sku: ids for sku in price if (ids := [id for id, _, s, _ in lines if s == sku])},
    "table": [" ".join(str(i * j) for j in range(1, i + 1)) for i in range(1, 6)],
    "some": any(n > 5 for *_, n in lines),
    "every": all(n > 0 for *_, n in lines),
    "inverted": {p: [sku for sku, q in price.items() if q == p] for p in set(price.values())},
}
