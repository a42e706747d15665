import asyncio
from collections import defaultdict

# All finish; what failed is told apart by kind, what is left is used.
cities = input["cities"]


async def ask(which):
    return await asyncio.gather(*[tools.weather.now(city=city) for city in which], return_exceptions=True)


results = await ask(cities)
ok, failed, retry = {}, defaultdict(list), []
for city, outcome in zip(cities, results):
    match outcome:
        case ToolError(kind=kind, message=message, data=data, retryable=retryable):
            failed[kind].append(f"{city}: {message}" + (f" ({data['code']})" if data else ""))
            if retryable:
                retry.append(city)
        case {"celsius": celsius}:
            ok[city] = celsius

still_failing = sum(isinstance(x, Exception) for x in await ask(retry))
return {
    "ok": ok,
    "failed": failed,
    "retry": retry,
    "stillFailing": still_failing,
    "isToolError": sum(isinstance(x, ToolError) for x in results),
}
