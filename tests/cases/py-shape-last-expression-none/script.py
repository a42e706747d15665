def unused():
    return 5


async def main():
    return 6


rows = {"a": None}
rows.get("a")
