import csv
import io
import json


class Parser:
    registry = {}

    def __init_subclass__(cls, formats=(), **kwargs):
        super().__init_subclass__(**kwargs)
        for name in formats:
            Parser.registry[name] = cls

    def __new__(cls, format):
        if cls is not Parser:
            return super().__new__(cls)
        try:
            found = cls.registry[format]
        except KeyError:
            raise LookupError(f"no parser for {format}: there are {', '.join(sorted(cls.registry))}") from None
        return super().__new__(found)

    def __init__(self, format):
        self.format = format

    def run(self, text):
        return {"parser": type(self).__name__, "value": self.parse(text)}


class CsvParser(Parser, formats=("csv", "tsv")):
    delimiters = {"csv": ";", "tsv": "\t"}

    def parse(self, text):
        return list(csv.DictReader(io.StringIO(text), delimiter=self.delimiters[self.format]))


class JsonParser(Parser, formats=["json"]):
    parse = staticmethod(json.loads)


class JsonLinesParser(JsonParser, formats=["jsonl"]):
    def parse(self, text):
        return [json.loads(line) for line in text.split("\n") if line]


class KvParser(Parser, formats=["kv"]):
    @staticmethod
    def parse(text):
        pairs = (pair.partition("=") for pair in text.split())
        return {key: value if eq else True for key, eq, value in pairs}


def attempt(format, text):
    try:
        return Parser(format).run(text)
    except LookupError as e:
        return str(e)


[attempt(*case) for case in input]
