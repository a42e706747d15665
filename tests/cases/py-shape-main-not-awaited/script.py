async def main():
    return "once"

main()
