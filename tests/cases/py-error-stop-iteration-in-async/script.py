async def find(rows, number):
    wanted = (row for row in rows if row == number)
    return next(wanted)


async def main():
    return await find([1, 2], 99)


asyncio.run(main())
