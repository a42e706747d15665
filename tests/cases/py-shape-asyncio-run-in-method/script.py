import asyncio

async def work():
    return 1

class Job:
    def run(self):
        return asyncio.run(work())

Job().run()
