"""What a program is to use instead of what this sandbox does not have, and how it is told."""

FILES = (
    "use a tool for files, such as await tools.files.read(path=…) or await tools.files.write(path=…, text=…); "
    "io.StringIO and io.BytesIO work in memory"
)
HTTP = "use a tool that makes HTTP requests, such as await tools.http.request(url=…)"
NETWORK = "use a tool that reaches the network, such as await tools.http.request(url=…)"
PROCESSES = "use a tool: await tools.PROVIDER.NAME(…)"
THREADS = "calls of tools run concurrently without threads: await asyncio.gather(…), or asyncio.TaskGroup"
ENVIRONMENT = "there is no environment: what the script needs is in `input`, and secrets belong to tools"
LOG = "print() and the module logging go to the run's log"
INPUT = "what the script needs is in the variable `input`"
SIGNALS = "nothing here sends signals: raise an exception, or return"
USER = "there is no user here, and no home: what the script needs is in the variable `input`"
DATABASE = "use a tool, such as await tools.sql.query(…), or sqlite3.connect(':memory:')"
TABLES = "use plain Python: collections, itertools, statistics, csv and json are there"
PARSING = "use html.parser, xml.etree.ElementTree or re"

MODULES = {
    **dict.fromkeys(("requests", "httpx", "aiohttp", "urllib3", "httplib2", "pycurl", "websockets", "websocket", "grpc"), HTTP),
    **dict.fromkeys(("numpy", "pandas", "polars", "scipy", "sklearn", "matplotlib", "torch", "tensorflow", "pyarrow"), TABLES),
    **dict.fromkeys(("bs4", "lxml", "html5lib", "parsel"), PARSING),
    **dict.fromkeys(("boto3", "openai", "anthropic", "google", "paramiko", "redis", "pymongo", "psycopg2", "sqlalchemy"), PROCESSES),
    **dict.fromkeys(("dateutil", "pytz", "arrow", "pendulum"), "use datetime and zoneinfo"),
    **dict.fromkeys(("pydantic", "attr", "attrs", "marshmallow"), "use dataclasses and typing"),
    **dict.fromkeys(("tenacity", "backoff", "retrying"), "write the retry as a loop with asyncio.sleep"),
    **dict.fromkeys(("yaml", "ruamel", "toml"), "use json, tomllib or configparser"),
    **dict.fromkeys(("ctypes", "cffi", "_ctypes", "mmap", "fcntl", "resource", "pwd", "grp", "termios", "pty"), PROCESSES),
    **dict.fromkeys(("trio", "curio", "gevent", "eventlet", "uvloop", "anyio"), "use asyncio, whose loop is running already"),
    **dict.fromkeys(("tqdm", "rich", "tabulate", "colorama"), "print() goes to the log"),
    **dict.fromkeys(("ssl",), NETWORK),
    **dict.fromkeys(("bz2", "lzma", "_bz2", "_lzma"), "zlib and gzip are there"),
    **dict.fromkeys(("tkinter", "curses", "readline"), "there is no screen"),
    **dict.fromkeys(("multiprocess", "joblib", "dask", "ray"), THREADS),
}


class NotAvailable(OSError):
    """Something that this sandbox does not have."""


def refuse(name, instead):
    return NotAvailable(f"{name} is not available in this sandbox: {instead}")


def refused(name, instead):
    def function(*_, **__):
        raise refuse(f"{name}()", instead)

    function.__name__ = function.__qualname__ = name.rpartition(".")[2]
    return function


def refused_class(name, instead, base=object):
    """A class that can be named, compared with and derived from, and of which there is no instance."""

    def __new__(cls, *_, **__):
        raise refuse(name, instead)

    return type(name.rpartition(".")[2], (base,), {"__new__": __new__, "__doc__": instead, "__slots__": ()})
