import asyncio


async def main():
    print("working")
    return {"ok": True}


if __name__ == "__main__":
    result = asyncio.run(main())
    print(result["ok"])
