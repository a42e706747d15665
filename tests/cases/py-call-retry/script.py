async def with_retries(make, attempts=3):
    for attempt in range(attempts):
        try:
            return await make()
        except ToolError as error:
            if not error.retryable or attempt == attempts - 1:
                return f"gave up after {attempt + 1}: {error}"
            await asyncio.sleep(0.001 * 2**attempt)

return await with_retries(lambda: tools.shop.fail())
