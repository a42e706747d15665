from asyncio import run, sleep


async def work(n):
    await sleep(0)
    return n * 2


def helper(n):
    return run(work(n))


def main():
    """Not async, and starts a loop."""
    values = []
    for n in range(3):
        values.append(helper(n))
    return values


if __name__ == "__main__":
    print(main())
    result = main()
