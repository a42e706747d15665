pending = list(input["ids"])
done, dead, rounds = [], {}, []

while pending and len(rounds) < input["rounds"]:
    rounds.append(pending)
    results = await asyncio.gather(*(tools.sync.push(id=id) for id in pending), return_exceptions=True)
    again = []
    for id, result in zip(pending, results):
        match result:
            case ToolError(retryable=True):
                again.append(id)
            case ToolError(message=message):
                dead[id] = message
            case _:
                done.append(id)
    pending = again
    print(f"round {len(rounds)}: {len(done)} done, {len(pending)} left")

dead.update(dict.fromkeys(pending, "out of rounds"))
{"rounds": rounds, "done": done, "dead": dead}
