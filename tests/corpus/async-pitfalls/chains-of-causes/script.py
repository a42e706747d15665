# Errors that are wrapped on their way up, with what caused them.


class AppError(Exception):
    pass


class LoadError(AppError):
    pass


class ConfigError(AppError):
    pass


async def read(path):
    try:
        return await tools.fs.read(path=path)
    except ToolError as cause:
        raise LoadError(f"can't read {path}") from cause


async def config(path):
    text = await read(path)
    try:
        return json.loads(text)
    except json.JSONDecodeError as cause:
        raise ConfigError(f"{path} is not JSON") from cause


async def start(path):
    try:
        port = (await config(path))["port"]
        if not isinstance(port, int):
            raise ConfigError("port is " + {"str": "string"}[type(port).__name__])
        return port
    except AppError as cause:
        raise AppError("can't start") from cause


def chain(error):
    while error:
        if isinstance(error, ValueError):
            yield "syntax"
        else:
            name = "ToolError" if isinstance(error, ToolError) else type(error).__name__
            yield f"{name}: {error}"
        error = error.__cause__


def root(error):
    return root(error.__cause__) if error.__cause__ else error


out = {}
for path in ["good.json", "missing.json", "broken.json", "odd.json"]:
    try:
        out[path] = await start(path)
    except AppError as error:
        out[path] = {
            "chain": list(chain(error)),
            "root": getattr(root(error), "kind", None),
            "isLoad": isinstance(error.__cause__, LoadError),
        }
return out
