def f():
    return await tools.shop.orders()

f()
