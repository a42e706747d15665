#!/usr/bin/env python3
"""Runs a part of CPython's own tests in the Python engine: python3 tests/cpython_suite.py FOLDER [TOOLGATE] [--part MODULE …] [--failures]

FOLDER is CPython's Lib (a checkout's, or an installation's with its tests), of the engine's own minor version, TOOLGATE the command line
(target/debug/toolgate). A module of tests is a run: its source, those of the tests' own support and the data that it reads are the
run's input, and unittest counts. Coroutines are awaited on the engine's own loop. Modules are the engine's, but for the Python twin of a
module in C and what only tests import, which come from FOLDER. What needs what a sandbox hasn't got is counted as not run, with the
reason. A test that ends its run has failed, as has one that takes longer than a run may, and the others are run without it. Failures
are grouped by their reason, `--failures` names each. Writes nothing; ends with 1 if a test failed.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

PARTS = """test_json test_re test_datetime test_collections test_defaultdict test_deque test_ordered_dict test_itertools test_statistics
test_math test_decimal test_csv test_textwrap test_dataclasses test_typing test_functools test_heapq test_bisect test_enum test_fractions
test_string test_unicodedata test_operator test_copy test_contextlib test_contextlib_async test_generators test_coroutines test_asyncgen
test_asyncio.test_locks test_asyncio.test_queues test_asyncio.test_taskgroups test_asyncio.test_timeouts test_asyncio.test_waitfor
test_asyncio.test_staggered""".split()
# CPython's issues from this one on were mended after the engine's release, 3.14.0.
LATER_ISSUE = 139_000
LATER = "it tests what a later CPython than the engine's mended"
PROCESSES = 2
# A run's, by Toolgate's own clock, and what its process gets on top. Tests that end take seconds.
WALL_TIME_S = 60
GRACE_S = 30
# Runs of one module, each without the tests that the earlier ones have told of.
MAX_RUNS = 40
# What tests read besides modules.
DATA = {"test_math": ["mathdata/*"], "test_decimal": ["decimaltestdata/*"], "test_asyncio": ["certdata/*.pem*"]}
# Python twins of what the engine has in C, and what only the tests' support imports.
TWINS = """json json.decoder json.encoder json.scanner json.tool datetime _pydatetime _strptime decimal _pydecimal heapq bisect functools
collections operator statistics fractions random copy contextlib csv importlib.abc
importlib._abc importlib.machinery http.server wsgiref wsgiref.simple_server wsgiref.handlers wsgiref.util wsgiref.headers""".split()

DRIVER = r'''
import asyncio, contextvars, doctest, importlib, importlib.util, io, json, os, re, sys, sysconfig, tempfile, unittest, warnings, builtins

ROOT = "/suite"
SOURCES, DATA, SKIP = input["sources"], input["data"], set(input["skip"])
ENGINES = dict(sys.modules)
# What the engine says of what it has not got: files, threads and so on, and a second event loop.
ABSENT = "not available in this sandbox|the event loop is running already"


class Served:
    """The engine's modules again, where a test has taken them out; the Python twin where the one in C is blocked; the suite's."""

    def find_spec(self, name, path=None, target=None):
        blocked = any(module is None and name in sys.builtin_module_names for name, module in list(sys.modules.items()))
        engines = name in ENGINES and not (blocked and name in SOURCES)
        if not engines and name not in SOURCES:
            return None
        file, text = SOURCES.get(name, ("", ""))
        spec = importlib.util.spec_from_loader(name, self, origin=f"{ROOT}/{file}", is_package=file.endswith("__init__.py"))
        spec.has_location = not engines
        spec.loader_state = ENGINES[name] if engines else None
        if spec.submodule_search_locations is not None:
            spec.submodule_search_locations.append(os.path.dirname(spec.origin))
        return spec

    def create_module(self, spec):
        return spec.loader_state

    def exec_module(self, module):
        spec = module.__spec__
        if spec.loader_state is None:
            exec(compile(SOURCES[spec.name][1], spec.origin, "exec", dont_inherit=True), module.__dict__)

    def get_source(self, name):
        return SOURCES[name][1] if name in SOURCES else None


def opened(path, mode="r", *more, open=open, **named):
    """The suite's own data, to read."""
    name = os.fspath(path) if not isinstance(path, int) else ""
    if name in DATA and "w" not in mode:
        return io.BytesIO(DATA[name].encode()) if "b" in mode else io.StringIO(DATA[name])
    return open(path, mode, *more, **named)


def temporary(mode="w+b", buffering=-1, encoding=None, newline=None, *more, errors=None, **named):
    """A temporary file's stand-in, in memory: there are no files, and what tests do with one is to write and read it."""
    return io.BytesIO() if "b" in mode else io.TextIOWrapper(io.BytesIO(), encoding or "utf-8", errors, newline)


class Result(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.seen = {}

    def startTest(self, test):
        super().startTest(test)
        self.seen[test.id()] = ["passed", ""]
        builtins_print("@" + test.id())

    def stopTest(self, test):
        super().stopTest(test)
        # What is known if the run ends before its end.
        builtins_print("=" + json.dumps([test.id(), *self.seen[test.id()]]))

    def note(self, test, verdict, why):
        if self.seen.get(test.id(), ["passed"])[0] != "failed":
            self.seen[test.id()] = [verdict, why[:600]]

    def _failed(self, test, err):
        kinds, error = set(), err[1]
        why = f"{err[0].__name__}: {err[1]}"
        while error is not None:
            kinds.add(type(error).__name__)
            missing = isinstance(error, (ImportError, RuntimeError, OSError)) and re.search(ABSENT, str(error))
            if missing or "NotAvailable" in kinds or isinstance(error, ModuleNotFoundError):
                return self.note(test, "not run", str(error))
            error = error.__cause__ or error.__context__
        self.note(test, "failed", why)

    addError = addFailure = _failed

    def addSubTest(self, test, subtest, err):
        if err is not None:
            self._failed(test, err)

    def addSkip(self, test, reason):
        self.note(test, "not run", str(reason))

    def addUnexpectedSuccess(self, test):
        self.note(test, "failed", "unexpected success")


builtins_print = print


def flat(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from flat(test)
        else:
            yield test


def grouped(tests):
    """By their classes, in the order of the first of each."""
    groups = {}
    for test in tests:
        groups.setdefault(type(test), []).append(test)
    return groups


async def awaited(test, result):
    """A test of coroutines, on the loop that is running: each step is a task, as unittest has it."""
    context = contextvars.copy_context()

    async def step(outcome):
        if asyncio.iscoroutine(outcome):
            await asyncio.create_task(outcome, context=context)

    result.startTest(test)
    method = getattr(test, test._testMethodName)
    for what in (type(test), method):
        if getattr(what, "__unittest_skip__", False):
            return result.addSkip(test, what.__unittest_skip_why__)
    try:
        try:
            context.run(test.setUp)
            await step(test.asyncSetUp())
            await step(context.run(method))
            await step(test.asyncTearDown())
            context.run(test.tearDown)
        finally:
            while test._cleanups:
                function, args, kwargs = test._cleanups.pop()
                await step(context.run(function, *args, **kwargs))
    except unittest.SkipTest as error:
        result.addSkip(test, error)
    except BaseException as error:
        if not getattr(method, "__unittest_expecting_failure__", False):
            result._failed(test, (type(error), error, None))


async def main(input):
    sys.meta_path.insert(0, Served())
    builtins.open = opened
    exists = set(DATA) | {os.path.dirname(name) for name in DATA}
    os.path.exists = os.path.isfile = os.path.isdir = lambda path: str(path).rstrip("/") in exists
    os.listdir = lambda path=".": [os.path.basename(name) for name in DATA if os.path.dirname(name) == str(path).rstrip("/")]
    os.getcwd = lambda: ROOT
    tempfile.TemporaryFile = temporary
    doctest._load_testfile = lambda name, *_: (DATA[f"{ROOT}/test/{name}"], name)
    # Tests look for what tells a user, and this sandbox only has what says that there is none.
    for name in "getuid geteuid getgid getegid getgroups getlogin getppid".split():
        vars(os).pop(name, None)
    # What the build was configured with is no shell's text here, as the tests' support takes it to be.
    sysconfig.get_config_vars()["CONFIG_ARGS"] = ""
    # asyncio's tests are skipped as a package where there are no sockets; the modules that are run here need none.
    support = importlib.import_module("test.support")
    support.has_socket_support = True
    # A package's modules are named by the runner: there are no folders to look through.
    support.load_package_tests = lambda folder, loader, suite, pattern: suite
    result, loader = Result(), unittest.TestLoader()
    loaded = [loader.loadTestsFromModule(importlib.import_module(name)) for name in input["modules"]]
    # Those of one class together, for its fixtures; those of one module, too.
    tests = [test for tests in grouped(flat(loaded)).values() for test in tests if test.id() not in SKIP]
    warnings.resetwarnings()
    unittest.TestSuite(test for test in tests if not isinstance(test, unittest.IsolatedAsyncioTestCase))(result)
    for test in tests:
        if isinstance(test, unittest.IsolatedAsyncioTestCase):
            await awaited(test, result)
            result.stopTest(test)
    return {"seen": result.seen, "errors": loader.errors}
'''


class Suite:
    """CPython's Lib, and how a module of tests is run."""

    def __init__(self, folder, toolgate, driver, seconds):
        self.folder, self.toolgate, self.driver, self.seconds = folder, toolgate, driver, seconds
        self.support = [*folder.glob("test/*.py"), *(folder / "test/support").rglob("*.py"), *(folder / "test/typinganndata").rglob("*.py")]
        self.support = [path for path in self.support if not path.name.startswith("test_")]

    def verdicts(self, part):
        """(part, {test: [verdict, why]})."""
        input = self.input(part)
        seen = {}
        for _ in range(MAX_RUNS):
            output, wrong = self.run(input)
            told = [json.loads(line[1:]) for line in output["lines"] if line.startswith("=[")]
            seen |= {test: verdict for test, *verdict in told}
            if wrong is None:
                seen |= output["result"]["seen"]
                return part, seen | {f"{part} (loading)": ["failed", error.strip()[-300:]] for error in output["result"]["errors"]}
            begun = [line[1:] for line in output["lines"] if line.startswith("@")][-1:]
            if not begun:
                return part, {**seen, f"{part} (the rest)": ["failed", wrong]}
            # Of a run that was too long only a test that had it for itself is to blame.
            if begun[0] not in seen and not (told and "wall-time" in wrong):
                seen[begun[0]] = ["failed", f"ended the run: {wrong}"]
            input["skip"] = list(seen)
        return part, {**seen, f"{part} (the rest)": ["failed", f"{MAX_RUNS} runs ended early"]}

    def reason(self, test, why):
        """Why a test failed, where it is known from its source that the engine is older than what it tests."""
        module, name = re.match(r"((?:test\.)?(?:test_asyncio\.)?\w+)", test)[1], re.search(r"(\w+)(?: \(|$)", test)[1]
        path = self.folder / f"{module.replace('.', '/')}.py"
        body = re.search(rf"^( *)(?:async )?def {name}\(.*?(?=^\1\S|\Z)", path.read_text(), re.DOTALL | re.MULTILINE) if path.is_file() else None
        issues = re.findall(r"(?:gh[-_]|issues?/?)(\d{6})", body[0] if body else "")
        later = [int(number) for number in issues if int(number) >= LATER_ISSUE]
        return f"{LATER} (gh-{later[0]}): {why}" if later else why

    def input(self, part):
        base = self.folder / "test" / part.replace(".", "/")
        package = base if base.is_dir() else base.parent if "." in part else None
        paths = list(package.rglob("*.py")) if package else [base.with_suffix(".py")]
        modules = [f"test.{part}"]
        if package and "." not in part:
            modules += sorted(f"test.{part}.{path.stem}" for path in package.glob("test_*.py"))
        paths += self.folder.glob(f"test/{part.removesuffix('_async')}.py") if part.endswith("_async") else []
        twins = [self.folder / name.replace(".", "/") for name in TWINS]
        paths += self.support + [path for twin in twins for path in (twin.with_suffix(".py"), twin / "__init__.py") if path.is_file()]
        data = [path for pattern in DATA.get(part.partition(".")[0], []) for path in (self.folder / "test").glob(pattern) if path.is_file()]
        return {
            "modules": modules,
            "skip": [],
            "sources": {self.name(path): [str(path.relative_to(self.folder)), path.read_text(errors="replace")] for path in paths},
            "data": {f"/suite/{path.relative_to(self.folder)}": path.read_text(errors="replace") for path in data},
        }

    def name(self, path):
        parts = path.relative_to(self.folder).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    def run(self, input):
        """What a run gave, and why it ended where it did before its end."""
        limits = ["--wall-time", f"{self.seconds}s", "--memory", "2GiB", "--log", "16MiB", "--result-tokens", "10000000"]
        command = [self.toolgate, "run", self.driver, "--json", "--input", "@-", *limits]
        try:
            ended = subprocess.run(command, input=json.dumps(input).encode(), capture_output=True, timeout=self.seconds + GRACE_S)
            output = json.loads(ended.stdout)
        except subprocess.TimeoutExpired:
            return {"lines": []}, f"the process went on for {self.seconds + GRACE_S} s"
        except ValueError:
            return {"lines": []}, f"status {ended.returncode}: {ended.stderr.decode(errors='replace')[-300:]}"
        output["lines"] = [line for entry in output.get("logs", []) for line in str(entry.get("message", "")).split("\n")]
        error = output.get("error")
        return output, error and f"{error['kind']}: {error['message']}"[:600]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("toolgate", nargs="?", default="target/debug/toolgate")
    parser.add_argument("--part", action="append", help=f"modules under test/ [default: {' '.join(PARTS)}]")
    parser.add_argument("--seconds", type=int, default=WALL_TIME_S, help=f"what a run may take [default: {WALL_TIME_S}]")
    parser.add_argument("--failures", action="store_true", help="name each test that failed")
    options = parser.parse_args()
    total, skipped, failures, started = collections.Counter(), collections.Counter(), [], time.monotonic()
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        driver = pathlib.Path(scratch, "driver.py")
        driver.write_text(DRIVER)
        suite = Suite(options.folder.resolve(), options.toolgate, driver, options.seconds)
        for part, seen in pool.map(suite.verdicts, options.part or PARTS):
            counted = collections.Counter(verdict for verdict, _ in seen.values())
            skipped.update(why for verdict, why in seen.values() if verdict == "not run")
            seen = {test: [verdict, suite.reason(test, why) if verdict == "failed" else why] for test, (verdict, why) in seen.items()}
            failures += [(test, why) for test, (verdict, why) in seen.items() if verdict == "failed"]
            total += counted
            print(line(part, counted), flush=True)
            for test, (verdict, why) in seen.items() if options.failures else []:
                if verdict == "failed":
                    print(f"    {test}: {why}", flush=True)
    print(line("all", total) + f"  in {(time.monotonic() - started) / 60:.1f} min")
    for verdict, reasons in (("not run", skipped), ("failed", collections.Counter(why for _, why in failures))):
        grouped = collections.Counter()
        for why, count in reasons.items():
            later = why.startswith(LATER)
            grouped[LATER if later else re.sub(r"\d+", "…", why.splitlines()[0] if why else "no reason given")[:110]] += count
        for why, count in grouped.most_common(40):
            print(f"  {verdict}: {count:5}  {why}")
    sys.exit(1 if failures or not total["passed"] else 0)


def line(name, counted):
    ran = counted["passed"] + counted["failed"]
    rate = 100 * counted["passed"] / ran if ran else 0
    return f"{name:28} {counted['passed']:6} passed {counted['failed']:5} failed {counted['not run']:5} not run  {rate:6.2f} %"


if __name__ == "__main__":
    main()
