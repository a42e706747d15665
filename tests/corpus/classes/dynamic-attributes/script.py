reads = []


class ReferenceError(AttributeError):
    pass


class Config:
    __slots__ = ("_data", "_path")

    def __init__(self, data, path="config"):
        # around our own __setattr__
        object.__setattr__(self, "_data", data)
        object.__setattr__(self, "_path", path)

    def __getattr__(self, key):
        return self[key]

    def __getitem__(self, key):
        try:
            value = self._data[key]
        except KeyError:
            raise ReferenceError(f"{self._path}.{key} is not set") from None
        reads.append(f"{self._path}.{key}")
        return Config(value, f"{self._path}.{key}") if isinstance(value, (dict, list)) else value

    def __setattr__(self, key, value):
        raise TypeError(f"{self._path} is read-only: {key}")

    def __contains__(self, key):
        return key in self._data


class Recorder:
    """Calls that are only recorded."""

    def __init__(self, calls=()):
        self.calls = calls

    def __getattr__(self, name):
        return Recorder((*self.calls, name))

    def __call__(self, *args):
        *before, last = self.calls
        return Recorder((*before, f"{last}({','.join(map(str, args))})"))


def attempt(fn):
    try:
        return fn()
    except Exception as e:
        return f"{type(e).__name__}: {e}"


cfg = Config(input)
result = {
    "host": cfg.db.host,
    "replicas": cfg.db.replicas[1].host,
    "missing": attempt(lambda: cfg.db.user),
    "written": attempt(lambda: setattr(cfg, "debug", True)),
    "has": ["debug" in cfg, "verbose" in cfg],
    "reads": reads,
    "recorded": Recorder().users.find(7).posts.limit(1, 2).calls,
}
