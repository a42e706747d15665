rows = await tools.shop.orders()


def first(rows, number):
    return next(row for row in rows if row["id"] == number)


print(len(rows))
first(rows, 99)
