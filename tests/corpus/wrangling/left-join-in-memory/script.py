orders, customers, prices = await asyncio.gather(
    tools.shop.orders(), tools.shop.customers(), tools.shop.prices()
)
names = {c["id"]: c["name"] for c in customers}
waiting = dict(names)  # those without an order, in the end

joined = []
for order in orders:
    customer_id = order.pop("customer_id")
    waiting.pop(customer_id, None)
    price = prices.get(order["sku"])
    joined.append(
        order
        | {
            "customer": names.get(customer_id, f"unknown #{customer_id}"),
            "cents": None if price is None else price * order["qty"],
        }
    )

{
    "joined": joined,
    "withoutOrders": list(waiting.values()),
    "unpriced": [j["sku"] for j in joined if j["cents"] is None],
    "revenue": sum(j["cents"] or 0 for j in joined) / 100,
}
