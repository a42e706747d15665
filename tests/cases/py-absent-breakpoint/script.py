total = 1
breakpoint()
