import math
import re

# A tokenizer and a recursive-descent parser for arithmetic with names, functions and errors that say where.
TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z]+)|(?P<op>\*\*|[-+*/%(),]))")
FUNCTIONS = {"max": max, "min": min, "abs": abs, "floor": math.floor}


class ParseError(Exception):
    pass


def tokenize(text):
    at, end = 0, len(text.rstrip())
    while at < end:
        if not (m := TOKEN.match(text, at)):
            where = at + re.search(r"\S", text[at:]).start()
            raise ParseError(f"unexpected {text[where]} at {where}")
        yield (m[0].strip() if m.lastgroup == "op" else m.lastgroup), m[m.lastgroup]
        at = m.end()
    yield "end", "end"


class Parser:
    def __init__(self, text, names):
        self.tokens, self.at, self.names = list(tokenize(text)), 0, names

    def take(self, *kinds):
        kind, text = self.tokens[self.at]
        if kind in kinds:
            self.at += 1
            return text
        return None

    def need(self, kind):
        if self.take(kind) is None:
            raise ParseError(f"expected {kind}, found {self.tokens[self.at][1]}")

    def parse(self):
        value = self.sum()
        self.need("end")
        return value

    def sum(self):
        left = self.product()
        while op := self.take("+", "-"):
            right = self.product()
            left = left + right if op == "+" else left - right
        return left

    def product(self):
        left = self.unary()
        while op := self.take("*", "/", "%"):
            right = self.unary()
            try:
                left = {"*": lambda: left * right, "/": lambda: left / right, "%": lambda: left % right}[op]()
            except ZeroDivisionError:
                raise ParseError("division by zero") from None
        return left

    def unary(self):
        return -self.unary() if self.take("-") else self.power()

    def power(self):
        base = self.atom()
        return base ** self.unary() if self.take("**") else base

    def atom(self):
        if (text := self.take("number")) is not None:
            return float(text)
        if (name := self.take("name")) is not None:
            if not self.take("("):
                if name not in self.names:
                    raise ParseError(f"unknown name {name}")
                return self.names[name]
            if name not in FUNCTIONS:
                raise ParseError(f"unknown function {name}")
            args = [self.sum()]
            while self.take(","):
                args.append(self.sum())
            self.need(")")
            return FUNCTIONS[name](*args) if len(args) > 1 or name not in ("max", "min") else args[0]
        self.need("(")
        value = self.sum()
        self.need(")")
        return value


def evaluate(text):
    try:
        return Parser(text, input["names"]).parse()
    except ParseError as error:
        return f"error: {error}"


return [evaluate(text) for text in input["expressions"]]
