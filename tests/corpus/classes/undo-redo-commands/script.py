from typing import Protocol


class Command(Protocol):
    def apply(self, doc: str) -> str: ...
    def revert(self, doc: str) -> str: ...


class Insert:
    def __init__(self, at, text):
        self.at, self.text = int(at), text.replace("_", " ")

    def apply(self, doc):
        return doc[: self.at] + self.text + doc[self.at :]

    def revert(self, doc):
        return doc[: self.at] + doc[self.at + len(self.text) :]


class Delete:
    def __init__(self, at, count):
        self.at, self.count = int(at), int(count)

    def apply(self, doc):
        if self.at + self.count > len(doc):
            raise IndexError("out of range")
        self.removed = doc[self.at : self.at + self.count]
        return doc[: self.at] + doc[self.at + self.count :]

    def revert(self, doc):
        return doc[: self.at] + self.removed + doc[self.at :]


class Editor:
    def __init__(self):
        self.doc = ""
        self._done: list[Command] = []
        self._undone: list[Command] = []

    def run(self, line):
        match line.split():
            case ["undo"]:
                return self._move(self._done, self._undone, "revert")
            case ["redo"]:
                return self._move(self._undone, self._done, "apply")
            case ["insert", at, text]:
                command = Insert(at, text)
            case ["delete", at, count]:
                command = Delete(at, count)
        self.doc = command.apply(self.doc)
        self._done.append(command)
        self._undone.clear()  # a new branch: what was undone is gone
        return True

    def _move(self, source, target, method):
        if not source:
            return False
        command = source.pop()
        self.doc = getattr(command, method)(self.doc)
        target.append(command)
        return True


editor = Editor()
trace = []
for line in input:
    try:
        ok = editor.run(line)
    except IndexError as e:
        ok = str(e)
    trace.append((ok, editor.doc))
trace
