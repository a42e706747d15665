try:
    await tools.shop.fail()
except ToolError as error:
    raise RuntimeError("could not load the orders") from error
