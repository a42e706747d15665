import json


async def count_orders(options):
    orders = await tools.shop.orders(customer=options["customer"])
    return len(orders)
