"""A run, from the contract's `load` and `run` to its outcome. What every run would do alike is done once, before the snapshot."""

import asyncio
import atexit
import builtins
import gc
import importlib
import itertools
import json
import os
import random
import sys
import time
import types
from asyncio import CancelledError, Future, Task

from componentize_py_types import Err, Ok

from . import absent, blocking, body, clock, ending, failure, flow, host, locks, log, modules, newloop, shape, snapshot, source, tools
from . import loop, values, wide, zones
from .instead import INPUT, refuse
from .loop import LOOP
from .source import FILE, LOADER

# A generator of its own, so that its state lies beside the rest: see `_before_snapshot`.
_random = None
_seed = random._random.Random.seed
_urandom = os.urandom
_monotonic = time.monotonic
_shape = _task = None
_snapshot_taken = False
_main = types.ModuleType("__main__")


def load(source):
    """Takes the script's text. An empty one only says that a snapshot is about to be taken."""
    global _shape
    if not source and not _snapshot_taken:
        return _before_snapshot()
    LOADER.text = source
    try:
        _shape = shape.parse(source)
    except Exception as error:
        # A parser that runs out of its stack says so by several exceptions.
        raise Err(failure.syntax_error(error)) from None


def _start(text):
    """Begins the run."""
    global _task
    _seed(_random, int.from_bytes(_urandom(32)))
    _random.gauss_next = None
    LOOP.began = _monotonic()
    scope = _main.__dict__
    try:
        scope["input"] = values.from_text(text)
    except (ValueError, RecursionError) as error:
        LOOP.outcome = Err(failure.thrown(error))
        return LOOP.outcome
    _task = Task(_run(_shape, scope), loop=LOOP)
    return _step()


def _step():
    """Goes on until the run has ended or has to wait."""
    try:
        if not LOOP.run_ready():
            LOOP.outcome = LOOP.decided or Err(failure.stuck(_task, [task for task in LOOP.rest() if task is not _task]))
    except SystemExit as error:
        # Of a task that is not the script's own.
        LOOP.outcome = LOOP.decided or _exited(error, _main.__dict__)
    except BaseException as error:
        LOOP.outcome = LOOP.decided or Err(failure.thrown(error))
    if LOOP.outcome is not None:
        _finish()
    return LOOP.outcome


def _finish():
    """What the log still has to say."""
    try:
        log.OUT.finish()
        log.ERR.finish()
        if type(LOOP.outcome) is Ok:
            for error in itertools.islice(itertools.chain(tools.unseen(), LOOP.unseen()), _MAX_UNSEEN):
                log.log("warn", f"an error that nobody handled: {failure.shown(error)}")
    except BaseException:
        # A failure to log must not cost the result.
        pass


_MAX_UNSEEN = 10
_TAKES_ANY = 0x04


async def _run(shape_, scope):
    try:
        value = await _value(shape_, scope)
        outcome = Ok(values.to_text(value))
    except SystemExit as error:
        outcome = _exited(error, scope)
    except BaseException as error:
        outcome = Err(failure.thrown(error))
        if isinstance(error, MemoryError):
            # What cleans up would need some.
            LOOP.outcome = outcome
            return
    if ending.has_rest():
        LOOP.decided = outcome
        try:
            await ending.wind_up(tells=type(outcome) is Ok)
        except BaseException:
            # The outcome is known, whatever happens after it.
            pass
    LOOP.outcome = outcome


async def _value(it, scope):
    """Runs the script's code; its value is whatever is the script's result."""
    run = eval(it.code, scope)
    if run is not None:
        await run
    if it.returns:
        return await _settled(await scope.pop(body.BODY)())
    value = await _settled(scope.pop(shape.VALUE, None))
    if value is not None:
        return value
    if "result" in scope:
        return await _settled(scope["result"])
    function = scope.get(it.mains) if it.mains else None
    return await _settled(_call(function, scope["input"])) if isinstance(function, types.FunctionType) else None


async def _settled(value):
    """A last expression that is a coroutine or a call was meant to be awaited; a function that is returned, to be called."""
    if type(value) is types.CoroutineType or isinstance(value, Future):
        return await value
    return value


def _call(function, value):
    """Calls the script's function with its input: as its one parameter, or by name."""
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    required = code.co_varnames[: code.co_argcount - len(function.__defaults__ or ())]
    if len(names) > 1 and isinstance(value, dict) and all(name in value for name in required):
        return function(**{name: value[name] for name in names if name in value})
    try:
        return function(value) if code.co_argcount or code.co_flags & _TAKES_ANY else function()
    except TypeError as error:
        if error.__traceback__.tb_next is None:
            # It was not even begun: what it takes stands in its first line.
            error._site = code.co_firstlineno << 12 | 1
        raise


def _exited(error, scope):
    """`exit()` ends a script; with a status or a message it fails."""
    if error.code is None or error.code == 0:
        try:
            return Ok(values.to_text(scope.get("result")))
        except BaseException as other:
            return Err(failure.thrown(other))
    return Err(failure.thrown(error))


async def _awaited(coroutine, *_, **__):
    """What `asyncio.run` and its kin are here."""
    return await coroutine


def _import_all(name):
    """`from NAME import *` where that stands in a function."""
    module = importlib.import_module(name)
    names = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    _main.__dict__.update({name: getattr(module, name) for name in names})


def _report(context):
    """An error that nobody took."""
    error = context.get("exception")
    if error is not None and not isinstance(error, CancelledError):
        log.log("warn", f"an error that nobody handled: {failure.shown(error)}")


def _called_input(value):
    """What is to be called by the name `input`: the run's input is data, and can't be."""
    return value if callable(value) else _ask


def _ask(*_, **__):
    raise refuse("input()", INPUT)


def _scope():
    """What a script finds without importing it."""
    own = {error.__name__: error for error in (tools.ToolError, *tools.ERRORS)}
    own |= {"tools": tools.TOOLS, "search_tools": tools.search_tools, "describe_tool": tools.describe_tool}
    public = types.ModuleType("toolgate", "What a script has besides Python: `tools`, the errors of their calls, and several calls as one.")
    public.__dict__.update(own)
    public.__dict__.update({function.__name__: function for function in flow.FUNCTIONS})
    for name in [name for name in sys.modules if name == "toolgate" or name.startswith("toolgate.")]:
        del sys.modules[name]
    sys.modules["toolgate"] = public
    # `import tools`, as models write it, is what is there already.
    sys.modules["tools"] = tools.TOOLS
    sys.modules["__main__"] = _main
    _main.__dict__.update(own)
    # A script may do anything to its own builtins; the engine and the standard library have theirs.
    own_builtins = types.ModuleType("builtins")
    own_builtins.__dict__.update(builtins.__dict__)
    sys.modules["builtins"] = own_builtins
    _main.__dict__.update(
        __builtins__=own_builtins,
        __file__=FILE,
        __loader__=LOADER,
        __annotations__={},
        asyncio=asyncio,
        json=json,
        toolgate=public,
    )
    _main.__dict__[blocking.RUN] = _awaited
    _main.__dict__[body.STAR] = _import_all
    _main.__dict__[shape.ASK] = _called_input


def warm_up():
    """Everything that every run would do alike, once: modules, caches, the interpreter's specialised code."""
    modules.load()
    zones.load()
    for room in (absent, clock, locks, wide):
        room.install()
    LOOP.report = _report
    asyncio.SelectorEventLoop = asyncio.EventLoop = newloop.NewLoop
    asyncio.unix_events._UnixDefaultEventLoopPolicy._loop_factory = newloop.NewLoop
    asyncio.run, asyncio.Runner = newloop.cant_block, newloop.Runner
    # What the standard library wants to be done in the end, a sandbox that ends needs none of.
    atexit._clear()
    sys.set_asyncgen_hooks(LOOP.begin_generator, LOOP.drop_generator)
    _scope()
    host.serve(_start, _step)
    # Last: before a run there is no log.
    log.install()


def _before_snapshot():
    """The last thing that happens before it."""
    global _snapshot_taken
    _snapshot_taken = True
    scope, own = _main.__dict__, dict(_main.__dict__)

    def run(text):
        try:
            load(text)
        except Err:
            return None
        outcome = _start("null")
        return _step if outcome is None else None

    def reset():
        global _shape, _task
        _shape = _task = None
        LOADER.text = ""
        LOOP.reset()
        tools.reset()
        scope.clear()
        scope.update(own)

    # The runtime has emptied the list that was there when it began.
    sys.argv = [FILE]
    for name in [name for name in sys.modules if name.partition(".")[0] in absent.OWN]:
        del sys.modules[name]
    snapshot.fill_holes()
    _gather()
    snapshot.warm(run, reset)
    snapshot.name_immortals()
    gc.collect()
    gc.freeze()
    snapshot.fill_holes()


def _gather():
    """Makes what every run writes to anew, so that it lies together: the code of the engine's own functions, in which the
    interpreter counts, and what holds the state."""
    global _random
    snapshot.move_code(
        (load, _start, _step, _finish, _run, _value, _settled, ending.has_rest),
        (shape.parse, shape._tree, shape._returns, shape._take_last, source.parse, source.compiled, body.function, body.code_of),
        (shape.Shape.__init__, shape._main, body._is_head),
        (LOOP.run_ready, LOOP._pass_time, LOOP.call_soon, LOOP.call_later, LOOP.call_at, LOOP.create_task, LOOP._task, LOOP.get_debug, LOOP.has_rest),
        (loop.Handle.__init__, loop.Handle.cancel, loop.wait_for),
        (values.to_text, values.from_text, values._encode, values._decode, values._default),
        (host.call, host.wait, host._start, host.log, host.cancel),
        (log.Stream.write, log.Stream._pass_on, log.Stream.finish, log.log, log.wellformed),
        (tools.start, tools.site_of, tools.place_of, tools._start_from, tools._settle, tools.unseen, tools._Tool.__call__),
        (tools._Tool.__init__, tools._Tool.__getattr__, tools._Tools.__getattr__, tools.Call._answer, tools.Call.cancel),
        host.own_functions(),
    )
    LOOP.__init__()
    LOOP.report = _report
    host.pending = {}
    tools.reset()
    _random = random._inst = random.Random()
    for name in dir(_random):
        if getattr(type(_random), name, None) is getattr(random.Random, name, None) and callable(getattr(random, name, None)):
            if isinstance(getattr(random, name), (types.MethodType, types.BuiltinMethodType)):
                setattr(random, name, getattr(_random, name))
