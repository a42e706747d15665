orders = [1, 2]
result = len(orders)
