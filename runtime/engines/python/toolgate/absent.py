"""What programs of other places reach for and this sandbox does not have: each says what to use instead. What the standard
library itself asks of the system while it works is answered as if there were nothing."""

import asyncio
import builtins
import collections.abc
import concurrent.futures
import ftplib
import getpass
import glob
import http.client
import io
import logging
import os
import pathlib
import signal
import smtplib
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import types
import urllib.request
import webbrowser

from .source import FILE

_FILES = (
    "use a tool for files, such as await tools.files.read(path=…) or await tools.files.write(path=…, text=…); "
    "io.StringIO and io.BytesIO work in memory"
)
_HTTP = "use a tool that makes HTTP requests, such as await tools.http.request(url=…)"
_NETWORK = "use a tool that reaches the network, such as await tools.http.request(url=…)"
_PROCESSES = "use a tool: await tools.PROVIDER.NAME(…)"
_THREADS = "calls of tools run concurrently without threads: await asyncio.gather(…), or asyncio.TaskGroup"
_ENVIRONMENT = "there is no environment: what the script needs is in `input`, and secrets belong to tools"
_LOG = "print() and the module logging go to the run's log"
_INPUT = "what the script needs is in the variable `input`"
_SIGNALS = "nothing here sends signals: raise an exception, or return"
_DATABASE = "use a tool, such as await tools.sql.query(…), or sqlite3.connect(':memory:')"
_TABLES = "use plain Python: collections, itertools, statistics, csv and json are there"
_PARSING = "use html.parser, xml.etree.ElementTree or re"

_MODULES = {
    **dict.fromkeys(("requests", "httpx", "aiohttp", "urllib3", "httplib2", "pycurl", "websockets", "websocket", "grpc"), _HTTP),
    **dict.fromkeys(("numpy", "pandas", "polars", "scipy", "sklearn", "matplotlib", "torch", "tensorflow", "pyarrow"), _TABLES),
    **dict.fromkeys(("bs4", "lxml", "html5lib", "parsel"), _PARSING),
    **dict.fromkeys(("boto3", "openai", "anthropic", "google", "paramiko", "redis", "pymongo", "psycopg2", "sqlalchemy"), _PROCESSES),
    **dict.fromkeys(("dateutil", "pytz", "arrow", "pendulum"), "use datetime and zoneinfo"),
    **dict.fromkeys(("pydantic", "attr", "attrs", "marshmallow"), "use dataclasses and typing"),
    **dict.fromkeys(("tenacity", "backoff", "retrying"), "write the retry as a loop with asyncio.sleep"),
    **dict.fromkeys(("yaml", "ruamel", "toml"), "use json, tomllib or configparser"),
    **dict.fromkeys(("ctypes", "cffi", "_ctypes", "mmap", "fcntl", "resource", "pwd", "grp", "termios", "pty"), _PROCESSES),
    **dict.fromkeys(("trio", "curio", "gevent", "eventlet", "uvloop", "anyio"), "use asyncio, whose loop is running already"),
    **dict.fromkeys(("tqdm", "rich", "tabulate", "colorama"), "print() goes to the log"),
    **dict.fromkeys(("ssl",), _NETWORK),
    **dict.fromkeys(("bz2", "lzma", "_bz2", "_lzma"), "zlib and gzip are there"),
    **dict.fromkeys(("tkinter", "curses", "readline"), "there is no screen"),
    **dict.fromkeys(("multiprocess", "joblib", "dask", "ray"), _THREADS),
}


class NotAvailable(OSError):
    """Something that this sandbox does not have."""


def _refuse(name, instead):
    return NotAvailable(f"{name} is not available in this sandbox: {instead}")


def _function(name, instead):
    def refused(*_, **__):
        raise _refuse(f"{name}()", instead)

    refused.__name__ = refused.__qualname__ = name.rpartition(".")[2]
    return refused


def _class(name, instead, base=object):
    """A class that can be named, compared with and derived from, and of which there is no instance."""

    def __new__(cls, *_, **__):
        raise _refuse(name, instead)

    return type(name.rpartition(".")[2], (base,), {"__new__": __new__, "__doc__": instead, "__slots__": ()})


class _Guard:
    """The first that is asked for a module: the engine's own are none of a script's."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in OWN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


# The modules that componentize-py brings along.
OWN = ("app", "wit_world", "componentize_py_runtime", "componentize_py_types", "componentize_py_async_support", "poll_loop")


class _Finder:
    """The last that is asked for a module."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        top = name.partition(".")[0]
        if top == "nest_asyncio":
            # Loops nest already, as far as they can.
            module = types.ModuleType(name)
            module.apply = lambda loop=None: None
            sys.modules[name] = module
            return _spec(name, module)
        if top in _MODULES:
            message = f"{name} is not available in this sandbox: {_MODULES[top]}"
        elif top in sys.stdlib_module_names:
            message = f"{name} of the standard library is not available in this sandbox"
        else:
            message = f"No module named {name!r}: a script has Python's standard library, and `tools` for everything else"
        raise ModuleNotFoundError(message, name=name)


def _spec(name, module):
    """The spec of a module that is there already."""
    from importlib.machinery import ModuleSpec

    class Loader:
        @staticmethod
        def create_module(spec):
            return module

        @staticmethod
        def exec_module(module):
            pass

    return ModuleSpec(name, Loader)


def _asked_by_script():
    return sys._getframe(2).f_code.co_filename == FILE


class _Environment(collections.abc.MutableMapping):
    """`os.environ`: an error for a script, nothing for the library."""

    def __getitem__(self, key):
        frame = sys._getframe(1)
        if frame.f_code.co_filename == FILE or (frame.f_code.co_name == "get" and frame.f_back.f_code.co_filename == FILE):
            raise _refuse(f"os.environ[{key!r}]", _ENVIRONMENT)
        raise KeyError(key)

    def __contains__(self, key):
        if _asked_by_script():
            raise _refuse("os.environ", _ENVIRONMENT)
        return False

    def __setitem__(self, key, value):
        if _asked_by_script():
            raise _refuse("os.environ", _ENVIRONMENT)

    def __delitem__(self, key):
        raise KeyError(key)

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def copy(self):
        return {}

    def __repr__(self):
        return "environ({})"


def _getenv(key, default=None):
    if _asked_by_script():
        raise _refuse("os.getenv()", _ENVIRONMENT)
    return default


def _exit(code=None):
    raise SystemExit(code)


def _abort():
    raise SystemExit("os.abort()")


_DESCRIPTORS = """access chdir chmod chown close dup dup2 fdopen fstat ftruncate getcwd getcwdb link listdir lseek lstat mkdir
makedirs mkfifo open pipe pread pwrite read readlink remove removedirs rename renames replace rmdir scandir stat statvfs symlink
truncate unlink utime walk fwalk write""".split()
_SYSTEM = """system popen fork forkpty execl execle execlp execv execve execvp execvpe spawnl spawnle spawnlp spawnv spawnve spawnvp
posix_spawn kill killpg startfile""".split()


def install():
    """Puts the refusals in their places."""
    opening = _function("open", _FILES)
    builtins.open = io.open = io.open_code = opening
    io.FileIO = _class("io.FileIO", _FILES, io.RawIOBase)
    for name in _DESCRIPTORS:
        if hasattr(os, name):
            setattr(os, name, _function(f"os.{name}", _FILES))
    for name in _SYSTEM:
        setattr(os, name, _function(f"os.{name}", _PROCESSES))
    # What asks whether there is a file is told that there is none.
    os.path.exists = os.path.isfile = os.path.isdir = os.path.islink = os.path.lexists = lambda path: False
    os.getpid = lambda: 1
    os.environ, os.environb, os.getenv = _Environment(), {}, _getenv
    os.putenv = os.unsetenv = lambda *_: None
    builtins.exit = builtins.quit = _exit
    for module in (os, sys.modules["posix"]):
        module._exit, module.abort = _exit, _abort
    _files()
    _Popen = _class("subprocess.Popen", _PROCESSES)
    subprocess.Popen = _Popen
    for name in ("run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"):
        setattr(subprocess, name, _function(f"subprocess.{name}", _PROCESSES))
    _network()
    _threads()
    webbrowser.open = webbrowser.open_new = _function("webbrowser.open", _NETWORK)
    # No file is there: what is loaded is all there is.
    sys.meta_path = [_Guard, *(finder for finder in sys.meta_path if finder.__name__ == "BuiltinImporter"), _Finder]
    sys.path[:] = []
    sys.path_hooks[:] = []
    sys.path_importer_cache.clear()
    sys.argv = [FILE]
    sys.orig_argv = ["python", FILE]
    sys.dont_write_bytecode = True


def _files():
    """What would find no file and not say why, or reach for one in its own way."""
    for name in ("glob", "iglob"):
        setattr(glob, name, _function(f"glob.{name}", _FILES))
    for name in ("glob", "rglob", "iterdir"):
        setattr(pathlib.Path, name, _function(f"pathlib.Path.{name}", _FILES))
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "mktemp", "gettempdir"):
        setattr(tempfile, name, _function(f"tempfile.{name}", _FILES))
    tempfile.TemporaryDirectory = _class("tempfile.TemporaryDirectory", _FILES)
    logging.FileHandler.__init__ = _function("logging.FileHandler", _LOG)
    getpass.getpass = getpass.unix_getpass = _function("getpass.getpass", _INPUT)
    sys.breakpointhook = _function("breakpoint", _LOG)
    connect = sqlite3.connect

    def in_memory(database, *more, **named):
        if database not in (":memory:", ""):
            raise _refuse(f"sqlite3.connect({database!r})", _DATABASE)
        return connect(database, *more, **named)

    sqlite3.connect = sqlite3.dbapi2.connect = in_memory
    for name in ("raise_signal", "pause", "pthread_kill", "sigwait", "setitimer", "alarm"):
        if hasattr(signal, name):
            setattr(signal, name, _function(f"signal.{name}", _SIGNALS))


_STREAMS = """create_connection create_server create_unix_connection create_unix_server create_datagram_endpoint start_tls sendfile
connect_accepted_socket getaddrinfo getnameinfo sock_recv sock_recv_into sock_recvfrom sock_sendall sock_sendto sock_connect sock_accept
sock_sendfile""".split()


def _network():
    socket.socket = _class("socket.socket", _NETWORK)
    for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "socketpair"):
        setattr(socket, name, _function(f"socket.{name}", _NETWORK))
    socket.gethostname = socket.getfqdn = lambda name="": name or "localhost"
    urllib.request.urlopen = _function("urllib.request.urlopen", _HTTP)
    urllib.request.urlretrieve = _function("urllib.request.urlretrieve", _HTTP)
    urllib.request.OpenerDirector.open = _function("urllib.request", _HTTP)
    http.client.HTTPConnection.connect = _function("http.client", _HTTP)
    ftplib.FTP.connect = _function("ftplib", _NETWORK)
    smtplib.SMTP.connect = _function("smtplib", _NETWORK)
    # What the loop has none of, asyncio's own functions ask it for.
    loop = asyncio.AbstractEventLoop
    for name in _STREAMS:
        setattr(loop, name, _function(f"asyncio's {name}", _NETWORK))
    for name in ("subprocess_shell", "subprocess_exec"):
        setattr(loop, name, _function(f"asyncio's {name}", _PROCESSES))
    for name in ("connect_read_pipe", "connect_write_pipe", "add_reader", "add_writer"):
        setattr(loop, name, _function(f"asyncio's {name}", _FILES))
    loop.add_signal_handler = _function("asyncio's add_signal_handler", _SIGNALS)


def _threads():
    def refused(self, *_, **__):
        raise RuntimeError(f"threads are not available in this sandbox: {_THREADS}")

    threading.Thread.start = refused
    concurrent.futures.ProcessPoolExecutor = _class("concurrent.futures.ProcessPoolExecutor", _THREADS)
    import _thread
    import multiprocessing

    _thread.start_new_thread = _thread.start_new = _thread.start_joinable_thread = refused
    for name in ("Process", "Pool", "Queue", "Manager"):
        setattr(multiprocessing, name, _function(f"multiprocessing.{name}", _THREADS))
