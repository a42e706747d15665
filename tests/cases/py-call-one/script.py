orders = await tools.shop.orders(customer="x")
len(orders)
