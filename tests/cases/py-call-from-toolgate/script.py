from toolgate import tools as t, ToolError
return len(await t.shop.orders())
