async def export_table(args, attempt=1):
    try:
        answer = await tools.export.run(args)
        return {"rows": answer["rows"], "attempt": attempt}
    except (ToolUnavailable, ToolTimedOut) as error:
        if attempt < 3:
            return await export_table(args, attempt + 1)
        return {"error": f"{error.kind} after {attempt} attempts"}
    except ToolInvalidArguments as error:
        format = error.data["allowed"][0]
        return {**await export_table({**args, "format": format}, attempt + 1), "format": format}
    except ToolLimitExceeded as error:
        allowed, actual = error.data["allowed"], error.data["actual"]
        done = await asyncio.gather(
            *(
                export_table({**args, "from": start, "to": min(start + allowed, actual)})
                for start in range(0, actual, allowed)
            )
        )
        return {"rows": sum(part["rows"] for part in done), "parts": len(done)}
    except ToolDenied as error:
        return {"skipped": error.message}
    except ToolError as error:
        return {"error": error.message}


{table: await export_table({"table": table, "format": "parquet"}) for table in input}
