try:
    await tools.shop.fail(id=1)
except ToolError as error:
    return [type(error).__name__, error.tool, error.kind, error.message, str(error), error.data, error.retryable]
