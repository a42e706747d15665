async def main(input):
    async def check(n):
        return {"n": n, "prime": await tools.math.prime(n=n)}

    skipped = await toolgate.map(input, check, width=2, errors="skip")
    kept = await toolgate.map(input, check, width=3, errors="keep")

    thrown = None
    try:
        await toolgate.map(input, check, width=1)
    except ToolError as e:
        thrown = {"kind": e.kind, "partial": [p["prime"] for p in e.partial[:3]]}

    return {
        "primes": [r["n"] for r in skipped if r["prime"]],
        "checked": len(skipped),
        "errors": [{"at": i, "message": str(r)} for i, r in enumerate(kept) if isinstance(r, ToolError)],
        "thrown": thrown,
    }
