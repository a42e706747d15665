import gc
gc.disable(); gc.enable(); gc.collect(); gc.unfreeze(); gc.collect()
return len(gc.get_objects()) > 0 and await tools.shop.echo(n=1)
