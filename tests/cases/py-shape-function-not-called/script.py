handlers = {}


def handler(name):
    def register(function):
        handlers[name] = function
        return function

    return register


@handler("refund")
async def refund(order):
    return await tools.shop.echo(refund=order)


orders = await tools.shop.orders()
for name in handlers:
    print(name, len(orders))
