from contextlib import AsyncExitStack

journal, stuck = [], []


async def cancel(name, ref):
    try:
        await tools.travel.cancel(ref=ref)
        journal.append(f"cancelled {name}")
    except ToolError as e:
        stuck.append(f"{name}: {e}")


async def main():
    error = None
    try:
        async with AsyncExitStack() as undo:

            async def step(name, call):
                ref = (await call)["ref"]
                journal.append(f"{name} {ref}")
                undo.push_async_callback(cancel, name, ref)

            await step("flight", tools.travel.book_flight(to="LIS"))
            await step("hotel", tools.travel.book_hotel(nights=3))
            await step("car", tools.travel.book_car(days=3))
            journal.append("all booked")
            undo.pop_all()
    except ToolError as e:
        error = str(e) + (f"; not undone: {', '.join(stuck)}" if stuck else "")
    finally:
        journal.append("end")
    return {"journal": journal, "error": error}


if __name__ == "__main__":
    asyncio.run(main())
