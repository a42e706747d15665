async def main():
    ENGINES = ["fast", "deep", "legacy", "cloud"]

    def read():
        return [tools.ocr[engine](image="scan-7") for engine in ENGINES]

    def short(answer):
        return {
            "text": answer["value"]["text"],
            "votes": answer["votes"],
            "weight": answer["weight"],
            "share": round(answer["share"], 3),
            "errors": [str(e) for e in answer["errors"]],
        }

    by_confidence = await toolgate.weighted(read())
    # two bad engines outvote the good one where each has a weight of its own
    by_trust = await toolgate.weighted(read(), weight=[2, 3, 2, 5], key=lambda v: v["text"])

    return {"byConfidence": short(by_confidence), "byTrust": short(by_trust)}
