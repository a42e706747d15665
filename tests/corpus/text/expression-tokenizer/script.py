import operator
import re

TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[a-z]+)|(?P<op>[-+*/%^(),]))")
BINARY = {
    "+": (1, operator.add),
    "-": (1, operator.sub),
    "*": (2, operator.mul),
    "/": (2, operator.truediv),
    "%": (2, operator.mod),
    "^": (4, operator.pow),
}
FUNCTIONS = {"max": max, "min": min}


def tokenize(source):
    at, text = 0, source.rstrip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise SyntaxError(f"unexpected character at {len(text) - len(text[at:].lstrip())}")
        yield match.lastgroup, match[match.lastgroup]
        at = match.end()


class Evaluator:
    def __init__(self, source):
        self.tokens = list(tokenize(source))
        self.at = 0

    def peek(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else None

    def expect(self, value):
        if self.peek() != value:
            raise SyntaxError(f"expected {value} but got {self.peek() or 'the end'}")
        self.at += 1

    def primary(self):
        if self.peek() is None:
            raise SyntaxError("unexpected end")
        kind, value = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return float(value)
        if value == "-":
            return -self.expression(3)
        if value == "(":
            inner = self.expression(0)
            self.expect(")")
            return inner
        if value in FUNCTIONS:
            self.expect("(")
            args = [self.expression(0)]
            while self.peek() == ",":
                self.at += 1
                args.append(self.expression(0))
            self.expect(")")
            return FUNCTIONS[value](*args)
        raise SyntaxError(f"unexpected {value}")

    def expression(self, least):
        left = self.primary()
        while (op := self.peek()) in BINARY and BINARY[op][0] > least:
            precedence, apply = BINARY[op]
            self.at += 1
            left = apply(left, self.expression(precedence - (op == "^")))
        return left

    def run(self):
        value = self.expression(0)
        if self.peek() is not None:
            raise SyntaxError(f"unexpected {self.peek()}")
        return value


def safe(source):
    try:
        return Evaluator(source).run()
    except SyntaxError as e:
        return f"{type(e).__name__}: {e}"


result = [safe(source) for source in input]
