import asyncio


async def main():
    orders = await tools.shop.orders()
    return sum(order["total"] for order in orders)


if __name__ == "__main__":
    asyncio.run(main())
