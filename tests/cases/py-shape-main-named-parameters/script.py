async def main(customer, days=7, *, unused=None):
    return f"{customer} {days}"
