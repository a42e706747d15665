# Waits that may be over before the host has them.
for n in range(300):
    await asyncio.sleep(0.000001 * (n % 40))
"done"
