import sys, gc
for name in list(sys.modules):
    if name not in ("sys", "builtins"):
        del sys.modules[name]
gc.collect()
return (await tools.shop.echo(n=1))["n"]
