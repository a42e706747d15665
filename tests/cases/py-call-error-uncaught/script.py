orders = await tools.shop.orders()
for order in orders:
    await tools.shop.fail(id=order["id"])
return 1
