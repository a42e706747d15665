async def says(value):
    return value

agreed = await toolgate.majority([says({"a": 1, "b": 2}), says({"b": 2, "a": 1}), tools.shop.never()])
sure = await toolgate.weighted([says({"x": 1, "confidence": 0.2}), says({"x": 2, "confidence": 0.9}), says({"x": 1, "confidence": 0.3})])
try:
    await toolgate.majority([says(1), says(2), says(3)])
except ToolFailed as error:
    none = [error.message, error.data["needed"]]
return [agreed["value"], agreed["votes"], agreed["of"], sure["value"]["x"], round(sure["share"], 2), none]
