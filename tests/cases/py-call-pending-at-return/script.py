tools.shop.never(n=1)
task = asyncio.create_task(tools.shop.never(n=2))
return "done"
