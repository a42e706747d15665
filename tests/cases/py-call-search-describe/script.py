found = search_tools("orders customer")
tool = describe_tool("shop.orders")
try:
    describe_tool("shop.nothing")
except ToolUnknown as error:
    missing = error.kind
return [found[0]["name"], tool["description"], tool["inputSchema"]["properties"]["limit"], missing]
