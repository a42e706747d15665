import json


def parse(text):
    value = json.loads(text)
    return [item["name"].upper() for item in value["items"]]


good = parse('{"items": [{"name": "a"}]}')
bad = parse('{"items": [{}]}')
return [good, bad]
