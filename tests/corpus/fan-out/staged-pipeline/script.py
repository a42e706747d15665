class Skip(Exception):
    pass


async def fetch(doc):
    answer = await tools.docs.fetch(id=doc["id"])
    if not answer["text"]:
        raise Skip("empty")
    return doc | answer


async def translate(doc):
    if doc["lang"] == "en":
        return doc
    # "from" is a keyword: arguments as a dict
    answer = await tools.translate.text({"from": doc["lang"], "to": "en", "text": doc["text"]})
    return {**doc, **answer, "translated": True}


async def score(doc):
    return {**doc, "score": await tools.nlp.sentiment(text=doc["text"])}


async def process(id):
    doc = {"id": id}
    for stage in (fetch, translate, score):
        try:
            doc = await stage(doc)
        except Skip as why:
            return {"id": id, "skipped": str(why)}
        except ToolInvalidArguments as error:
            return {"id": id, "failed": stage.__name__, "kind": error.kind, "at": error.data["violations"][0]["pointer"]}
    return {key: value for key, value in doc.items() if key not in ("lang", "text")}


await asyncio.gather(*map(process, input))
