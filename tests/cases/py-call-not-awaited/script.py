orders = tools.shop.orders()
print(orders[0])
