import builtins, json
builtins.print = builtins.len = builtins.isinstance = builtins.type = builtins.str = builtins.dict = None
json.dumps = json.loads = json.JSONEncoder = None
asyncio.Future = asyncio.Task = asyncio.sleep = None
orders = await tools.shop.orders()
return {"orders": orders, "set": {1}}
