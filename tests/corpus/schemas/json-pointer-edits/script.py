import copy
import re
from functools import reduce

# JSON Pointer (RFC 6901) and JSON Patch (RFC 6902): look up, edit, and refuse what can't be.


class PointerError(Exception):
    pass


def split(pointer):
    if not pointer:
        return []
    if pointer[0] != "/":
        raise PointerError(f"not a pointer: {pointer}")
    return [t.replace("~1", "/").replace("~0", "~") for t in pointer[1:].split("/")]


def step(at, token, pointer):
    if isinstance(at, list):
        if not re.fullmatch(r"0|[1-9]\d*", token) or int(token) >= len(at):
            raise PointerError(f"no item {token} in {pointer}")
        return at[int(token)]
    try:
        return at[token]
    except (KeyError, TypeError):
        raise PointerError(f"no {token} in {pointer}") from None


def get(doc, pointer):
    return reduce(lambda at, token: step(at, token, pointer), split(pointer), doc)


def parent(doc, pointer):
    *tokens, last = split(pointer)
    return reduce(lambda at, token: step(at, token, pointer), tokens, doc), last


class Patch:
    def __init__(self, doc):
        self.doc = copy.deepcopy(doc)  # all or nothing

    def apply(self, patch):
        for op in patch:
            method = getattr(self, "op_" + op["op"], None)
            if method is None:
                raise PointerError(f"no operation {op['op']}")
            method(**{"source" if k == "from" else k: v for k, v in op.items() if k != "op"})
        return self.doc

    def op_add(self, path, value):
        at, last = parent(self.doc, path)
        if isinstance(at, list):
            at.insert(len(at) if last == "-" else int(last), value)
        else:
            at[last] = value

    def op_remove(self, path):
        value = get(self.doc, path)
        at, last = parent(self.doc, path)
        del at[int(last) if isinstance(at, list) else last]
        return value

    def op_replace(self, path, value):
        self.op_remove(path)
        self.op_add(path, value)

    def op_move(self, source, path):
        self.op_add(path, self.op_remove(source))

    def op_copy(self, source, path):
        self.op_add(path, copy.deepcopy(get(self.doc, source)))

    def op_test(self, path, value):
        if get(self.doc, path) != value:
            raise PointerError(f"{path} is something else")


def attempt(f, *args):
    try:
        return f(*args)
    except PointerError as e:
        return {"error": str(e)}


doc = input["doc"]
return {
    "found": {p: attempt(get, doc, p) for p in input["pointers"]},
    "patched": [attempt(lambda: Patch(doc).apply(patch)) for patch in input["patches"]],
    "untouched": len(doc["list"]),
}
