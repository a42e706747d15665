tried = []

async def flaky():
    tried.append(1)
    if len(tried) < 3:
        await tools.shop.fail()
    return "done"

answer = await toolgate.retry(flaky, delay=0.001)
try:
    await toolgate.retry(lambda: tools.shop.fail(), times=2, delay=0.001)
except ToolFailed as error:
    last = error.kind
try:
    await toolgate.retry(flaky, times=0)
except TypeError as error:
    wrong = str(error)
return [answer, len(tried), last, wrong]
