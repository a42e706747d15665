import asyncio


async def work(n):
    return n


def data(n):
    return asyncio.run(work(n))


def show(data):
    return [data for data in (data, data)]


class Box:
    data = 3


def main():
    return [show(data(1)), Box.data, data(2)]
