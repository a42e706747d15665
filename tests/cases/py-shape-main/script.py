def add(a, b):
    return a + b


async def main(input):
    return add(input["n"], 1)
