from itertools import groupby
from statistics import mean

sales = await tools.sales.list(year=2024)
month_of = lambda sale: sale["date"][:7]

summary = []
for month, rows in groupby(sorted(sales, key=month_of), key=month_of):
    rows = list(rows)
    amounts = [row["amount"] for row in rows]
    summary.append(
        {
            "month": month,
            "count": len(rows),
            "total": round(sum(amounts), 2),
            "average": round(mean(amounts), 2),
            "best": max(rows, key=lambda row: row["amount"])["date"],
            "regions": sorted({row["region"] for row in rows}),
        }
    )

sorted(summary, key=lambda entry: entry["total"], reverse=True)
