import toolgate
won = await toolgate.first([tools.shop.fail(), lambda: tools.shop.slow(), tools.shop.never()])
raced = await toolgate.race([tools.shop.never(), tools.shop.slow()])
try:
    await toolgate.first([tools.shop.fail(), tools.shop.fail()])
except* ToolFailed as failed:
    both = len(failed.exceptions)
try:
    await toolgate.race([tools.shop.never()], timeout=0.02)
except ToolTimedOut as error:
    late = str(error)
return [won, raced, both, late]
