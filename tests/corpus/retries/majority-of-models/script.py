def normal(answer):
    return answer["label"].strip().lower()


async def ask(text):
    return await toolgate.majority(
        [tools.llm.classify(model=model, text=text) for model in input["models"]], key=normal
    )


verdict = await ask("refund please")
undecided = None
try:
    await ask("hello")
except ToolError as error:
    undecided = {
        "kind": error.kind,
        "needed": error.data["needed"],
        "of": error.data["of"],
        "labels": sorted(group["key"] for group in error.data["groups"]),
        "failed": error.data["failed"],
    }
return {"label": normal(verdict["value"]), "votes": verdict["votes"], "of": verdict["of"], "undecided": undecided}
