outcomes = await asyncio.gather(
    *(tools.health.check(service=service) for service in input), return_exceptions=True
)

report = {"up": [], "down": [], "unknown": {}}
for service, outcome in zip(input, outcomes):
    if isinstance(outcome, Exception):
        report["unknown"][service] = {
            "kind": outcome.kind,
            "message": str(outcome),
            "retryable": outcome.retryable,
            "isToolError": isinstance(outcome, ToolError),
        }
    else:
        report["up" if outcome["up"] else "down"].append(service)

slowest = max(o["ms"] for o in outcomes if isinstance(o, dict) and o["ms"] is not None)
statuses = "".join("r" if isinstance(o, BaseException) else "f" for o in outcomes)
{**report, "slowest": slowest, "statuses": statuses}
