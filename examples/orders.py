# Late orders by customer: `orders.ts` in Python.
customers = await tools.shop.customers()


async def late(customer):
    orders = await tools.shop.orders(customer=customer["id"])
    own = [order for order in orders if order["customer"] == customer["id"] and order["days"] > input["days"]]
    return {"name": customer["name"], "orders": len(own), "total": sum(order["total"] for order in own)}


found = await asyncio.gather(*map(late, customers))
[customer for customer in found if customer["orders"]]
