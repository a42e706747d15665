async def later():
    return 1

return [later()]
