import warnings


async def never():
    pass


def make():
    never()


warnings.warn("own")
make()
"done"
