import json


async def main(customer, limit):
    return json.dumps([customer, limit])
