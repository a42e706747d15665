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
import multiprocessing.dummy
import multiprocessing.pool
import os
import pathlib
import pdb
import shutil
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

from .instead import DATABASE, ENVIRONMENT, FILES, HTTP, INPUT, LOG, MODULES, NETWORK, PROCESSES, SIGNALS, THREADS, USER
from .instead import refuse, refused, refused_class
from .source import FILE


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
        if top in MODULES:
            message = f"{name} is not available in this sandbox: {MODULES[top]}"
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
            raise refuse(f"os.environ[{key!r}]", ENVIRONMENT)
        raise KeyError(key)

    def __contains__(self, key):
        if _asked_by_script():
            raise refuse("os.environ", ENVIRONMENT)
        return False

    def __setitem__(self, key, value):
        if _asked_by_script():
            raise refuse("os.environ", ENVIRONMENT)

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
        raise refuse("os.getenv()", ENVIRONMENT)
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

_USERS = "getuid geteuid getgid getegid getgroups getlogin".split()


def install():
    """Puts the refusals in their places."""
    opening = refused("open", FILES)
    builtins.open = io.open = io.open_code = opening
    io.FileIO = refused_class("io.FileIO", FILES, io.RawIOBase)
    for name in _DESCRIPTORS:
        if hasattr(os, name):
            setattr(os, name, refused(f"os.{name}", FILES))
    for name in _SYSTEM:
        setattr(os, name, refused(f"os.{name}", PROCESSES))
    # What asks whether there is a file is told that there is none.
    os.path.exists = os.path.isfile = os.path.isdir = os.path.islink = os.path.lexists = lambda path: False
    os.getpid = os.getppid = lambda: 1
    for name in _USERS:
        setattr(os, name, refused(f"os.{name}", USER))
    os.environ = os.environb = _Environment()
    os.getenv = _getenv
    os.putenv = os.unsetenv = lambda *_: None
    builtins.exit = builtins.quit = _exit
    for module in (os, sys.modules["posix"]):
        module._exit, module.abort = _exit, _abort
    _files()
    _Popen = refused_class("subprocess.Popen", PROCESSES)
    subprocess.Popen = _Popen
    for name in ("run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"):
        setattr(subprocess, name, refused(f"subprocess.{name}", PROCESSES))
    _network()
    _threads()
    webbrowser.open = webbrowser.open_new = refused("webbrowser.open", NETWORK)
    # No file is there: what is loaded is all there is.
    sys.meta_path = [_Guard, *(finder for finder in sys.meta_path if finder.__name__ == "BuiltinImporter"), _Finder]
    sys.path[:] = []
    sys.path_hooks[:] = []
    sys.path_importer_cache.clear()
    sys.orig_argv = ["python", FILE]
    sys.dont_write_bytecode = True


def _files():
    """What would find no file and not say why, or reach for one in its own way."""
    for name in ("glob", "iglob"):
        setattr(glob, name, refused(f"glob.{name}", FILES))
    for name in ("glob", "rglob", "iterdir"):
        setattr(pathlib.Path, name, refused(f"pathlib.Path.{name}", FILES))
    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "mkdtemp", "mktemp", "gettempdir"):
        setattr(tempfile, name, refused(f"tempfile.{name}", FILES))
    tempfile.TemporaryDirectory = refused_class("tempfile.TemporaryDirectory", FILES)
    logging.FileHandler.__init__ = refused("logging.FileHandler", LOG)
    getpass.getpass = getpass.unix_getpass = refused("getpass.getpass", INPUT)
    getpass.getuser = refused("getpass.getuser", USER)
    pathlib.Path.home = refused("pathlib.Path.home", USER)
    shutil.disk_usage = refused("shutil.disk_usage", FILES)
    sys.breakpointhook = refused("breakpoint", LOG)
    for name in ("set_trace", "post_mortem", "pm"):
        setattr(pdb, name, refused(f"pdb.{name}", LOG))
    connect = sqlite3.connect

    def in_memory(database, *more, **named):
        if database not in (":memory:", ""):
            raise refuse(f"sqlite3.connect({database!r})", DATABASE)
        return connect(database, *more, **named)

    sqlite3.connect = sqlite3.dbapi2.connect = in_memory
    for name in ("raise_signal", "pause", "pthread_kill", "sigwait", "setitimer", "alarm"):
        setattr(signal, name, refused(f"signal.{name}", SIGNALS))


_STREAMS = """create_connection create_server create_unix_connection create_unix_server create_datagram_endpoint start_tls sendfile
connect_accepted_socket getaddrinfo getnameinfo sock_recv sock_recv_into sock_recvfrom sock_sendall sock_sendto sock_connect sock_accept
sock_sendfile""".split()


def _network():
    socket.socket = refused_class("socket.socket", NETWORK)
    for name in ("create_connection", "create_server", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr", "socketpair"):
        setattr(socket, name, refused(f"socket.{name}", NETWORK))
    socket.gethostname = socket.getfqdn = lambda name="": name or "localhost"
    urllib.request.urlopen = refused("urllib.request.urlopen", HTTP)
    urllib.request.urlretrieve = refused("urllib.request.urlretrieve", HTTP)
    urllib.request.OpenerDirector.open = refused("urllib.request", HTTP)
    http.client.HTTPConnection.connect = refused("http.client", HTTP)
    http.client.HTTPSConnection = refused_class("http.client.HTTPSConnection", HTTP, http.client.HTTPConnection)
    ftplib.FTP.connect = refused("ftplib", NETWORK)
    smtplib.SMTP.connect = refused("smtplib", NETWORK)
    smtplib.SMTP_SSL = refused_class("smtplib.SMTP_SSL", NETWORK, smtplib.SMTP)
    # What the loop has none of, asyncio's own functions ask it for.
    loop = asyncio.AbstractEventLoop
    for name in _STREAMS:
        setattr(loop, name, refused(f"asyncio's {name}", NETWORK))
    for name in ("subprocess_shell", "subprocess_exec"):
        setattr(loop, name, refused(f"asyncio's {name}", PROCESSES))
    for name in ("connect_read_pipe", "connect_write_pipe", "add_reader", "add_writer"):
        setattr(loop, name, refused(f"asyncio's {name}", FILES))
    loop.add_signal_handler = refused("asyncio's add_signal_handler", SIGNALS)


def _threads():
    def no_thread(self, *_, **__):
        raise RuntimeError(f"threads are not available in this sandbox: {THREADS}")

    threading.Thread.start = no_thread
    concurrent.futures.ProcessPoolExecutor = refused_class("concurrent.futures.ProcessPoolExecutor", THREADS)
    import _thread

    _thread.start_new_thread = _thread.start_new = _thread.start_joinable_thread = no_thread
    for name in ("Process", "Pool", "Queue", "Manager"):
        setattr(multiprocessing, name, refused(f"multiprocessing.{name}", THREADS))
    multiprocessing.pool.Pool = refused_class("multiprocessing.pool.Pool", THREADS)
    multiprocessing.pool.ThreadPool = refused_class("multiprocessing.pool.ThreadPool", THREADS)
    multiprocessing.dummy.Pool = refused("multiprocessing.dummy.Pool", THREADS)
