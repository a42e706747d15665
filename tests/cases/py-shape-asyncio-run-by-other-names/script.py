import asyncio as aio_loop
from asyncio import Runner
from asyncio import run as start


async def main(n):
    return n


def outer():
    def inner(n):
        return start(main(n))

    return inner(1)


with aio_loop.Runner() as runner:
    first = runner.run(main(3))
with Runner() as other:
    second = other.run(main(4))
[outer(), aio_loop.run(main(2)), first, second]
