#!/usr/bin/env python3
"""Runs a part of test262 in the JavaScript engine: python3 tests/test262.py FOLDER [TOOLGATE] [--part PATH[:STRIDE] …] [--minutes N] [--failures]

FOLDER is a checkout of github.com/tc39/test262, TOOLGATE the command line (target/debug/toolgate). Each test has runs of its own, sloppy
and strict as its flags say, and passes if both do. It is evaluated as it stands, by an indirect eval, after the suite's own harness: a
script of Toolgate's is a function's body. What that can't be true to, and what QuickJS-ng doesn't claim, is counted as not run, with the
reason. Of a long part every STRIDEth test is taken, in the order of their paths. Writes nothing; ends with 1 if a test failed.
"""

import argparse
import collections
import concurrent.futures
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import time

PARTS = [
    *(f"built-ins/{name}:4" for name in "Array Date JSON Map Math Number Object Promise RegExp Set String".split()),
    "language/expressions:11",
    "language/statements:11",
]
PROCESSES = 2
# A run's, by Toolgate's own clock, and what its process gets on top.
WALL_TIME_S = 60
GRACE_S = 20

# What QuickJS-ng's own configuration for test262 leaves out.
UNCLAIMED = """Atomics.waitAsync await-dictionary canonical-tz decorators import-defer legacy-regexp ShadowRealm source-phase-imports
source-phase-imports-module-source tail-call-optimization Temporal""".split()
# Proposals of this year's suite that are no part of the standard, and that its release is older than.
PROPOSALS = """export-defer immutable-arraybuffer import-bytes import-text iterator-chunking iterator-includes joint-iteration
nonextensible-applies-to-private error-stack-accessor Iterator.prototype.join""".split()
# What the suite's host has, and a sandbox doesn't.
HOST = {"cross-realm": "other realms", "Atomics": "agents", "host-gc-required": "a garbage collection on demand", "IsHTMLDDA": "document.all"}
IMPORTS = ("dynamic-import", "import-attributes", "json-modules", "source-phase-imports")

DRIVER = r"""
const source = input.source;
delete globalThis.input;
const evaluate = (0, eval);
// A test may do anything to what it finds; the verdict is said without it.
const text = String;
let finish;
const printed = new Promise((resolve) => { finish = resolve; });
globalThis.print = (line) => finish(text(line));
globalThis.$262 = { global: globalThis, detachArrayBuffer: (buffer) => { buffer.transfer(); } };
for (const file of source.harness) evaluate(file);
try {
  evaluate(source.test);
} catch (error) {
  return `${error?.constructor?.name ?? typeof error}\n${text(error?.message ?? error)}`;
}
return source.asynchronous ? `\n${await printed}` : "\n";
"""


class Suite:
    """The suite's folder, and how its tests are run."""

    def __init__(self, folder, toolgate, driver):
        self.folder, self.toolgate, self.driver = folder, toolgate, driver
        self.harness = {path.name: harness(path.read_text()) for path in folder.glob("harness/*.js")}
        self.harness |= {f"sm/{path.name}": harness(path.read_text()) for path in folder.glob("harness/sm/*.js")}

    def tests(self, part):
        """The name of a part, and its paths."""
        name, _, stride = part.partition(":")
        paths = sorted(path for path in (self.folder / "test" / name).rglob("*.js") if "_FIXTURE" not in path.name)
        return name, paths[:: int(stride or 1)]

    def verdict(self, path):
        """("passed", ""), ("failed", why) or ("not run", why)."""
        text = path.read_bytes().decode()
        meta = metadata(text)
        why = unfit(text, meta)
        if why:
            return "not run", why
        modes = [prefix for prefix, unless in (("", "onlyStrict"), ('"use strict";\n', "noStrict")) if unless not in meta["flags"]]
        for prefix in modes[:1] if "raw" in meta["flags"] else modes:
            wrong = self.wrong(prefix + text, meta)
            if wrong:
                return "failed", ("strict: " if prefix else "") + wrong
        return "passed", ""

    def wrong(self, text, meta):
        """What is wrong with one run; nothing where all is well."""
        asynchronous = "async" in meta["flags"]
        files = ["assert.js", "sta.js", *(["doneprintHandle.js"] if asynchronous else []), *meta["includes"]]
        files = [] if "raw" in meta["flags"] else [self.harness[name] for name in files]
        passed = json.dumps({"source": {"test": text, "harness": files, "asynchronous": asynchronous}})
        command = [self.toolgate, "run", self.driver, "--json", "--input", "@-", "--wall-time", f"{WALL_TIME_S}s", "--memory", "256MiB"]
        try:
            ended = subprocess.run(command, input=passed.encode(), capture_output=True, timeout=WALL_TIME_S + GRACE_S)
            output = json.loads(ended.stdout)
        except subprocess.TimeoutExpired:
            return f"the process went on for {WALL_TIME_S + GRACE_S} s"
        except ValueError:
            return f"status {ended.returncode}: {ended.stderr.decode(errors='replace')[-200:]}"
        if "error" in output:
            return f"the run ended: {json.dumps(output['error'])[:200]}"
        name, _, said = output["result"].partition("\n")
        if name or meta["negative"]:
            return None if name == meta["negative"] else f"{name or 'no error'}: {said}" + (f", not {meta['negative']}" if meta["negative"] else "")
        return None if not asynchronous or said == "Test262:AsyncTestComplete" else said


def harness(text):
    """A file of the harness, whose top-level names have to outlive the eval that declares them."""
    return re.sub(r"^class (\w+)", r"var \1 = class \1", re.sub(r"^(?:const|let) ", "var ", text, flags=re.MULTILINE), flags=re.MULTILINE)


def metadata(text):
    """What a test's front matter says that matters to its run. The suite's YAML is of a simple kind."""
    front = re.search(r"/\*---(.*?)---\*/", text, re.DOTALL)[1].replace("\r\n", "\n").replace("\r", "\n")
    listed = {}
    for key in ("flags", "includes", "features"):
        inline = re.search(rf"^\s*{key}:\s*\[(.*?)\]", front, re.MULTILINE | re.DOTALL)
        block = re.search(rf"^\s*{key}:\s*\n((?:\s*-\s*\S+[^\n]*\n?)+)", front, re.MULTILINE)
        found = inline[1].split(",") if inline else re.findall(r"-\s*(\S+)", block[1]) if block else []
        listed[key] = [item.strip() for item in found if item.strip()]
    negative = re.search(r"^negative:.*?^\s+type:\s*(\w+)", front, re.MULTILINE | re.DOTALL)
    return {**listed, "negative": negative and negative[1]}


def unfit(text, meta):
    """Why a test is not run."""
    if "module" in meta["flags"]:
        return "a module, and a script has no others to import"
    for feature in meta["features"]:
        if feature in UNCLAIMED:
            return "QuickJS-ng does not claim the feature"
        if feature in PROPOSALS:
            return "a proposal that this QuickJS-ng is older than"
        if feature in IMPORTS:
            return "import() of files"
        if feature in HOST:
            return f"needs of its host: {HOST[feature]}"
    if "CanBlockIsFalse" in meta["flags"]:
        return "needs of its host: agents"
    asked = set(re.findall(r"\$262\.(\w+)", text)) - {"global", "detachArrayBuffer"}
    return f"needs of its host: $262.{min(asked)}" if asked else None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("toolgate", nargs="?", default="target/debug/toolgate")
    parser.add_argument("--part", action="append", help=f"folders under test/ [default: {' '.join(PARTS)}]")
    parser.add_argument("--minutes", type=float, default=30, help="no test is begun after them [default: 30]")
    parser.add_argument("--failures", action="store_true", help="name each test that failed")
    options = parser.parse_args()
    ends = time.monotonic() + 60 * options.minutes
    counts, skipped, failures, tests = collections.defaultdict(collections.Counter), collections.Counter(), [], []
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(PROCESSES) as pool:
        driver = pathlib.Path(scratch, "driver.js")
        driver.write_text(DRIVER)
        suite = Suite(options.folder, options.toolgate, driver)
        for part in options.part or PARTS:
            name, paths = suite.tests(part)
            tests += [(name, path) for path in paths]
        # Shuffled, always alike: what the time is enough for is a sample of every part.
        random.Random(262).shuffle(tests)
        verdicts = pool.map(lambda test: suite.verdict(test[1]) if time.monotonic() < ends else ("not reached", ""), tests)
        for (name, path), (verdict, why) in zip(tests, verdicts):
            counts[name][verdict] += 1
            skipped.update([why] if verdict == "not run" else [])
            failures += [(path.relative_to(suite.folder), why)] if verdict == "failed" else []
    for name in sorted(counts):
        print(line(name, counts[name]))
    total = sum(counts.values(), collections.Counter())
    print(line("all", total))
    for why, count in skipped.most_common():
        print(f"  not run: {count:5}  {why}")
    kinds = collections.Counter(re.sub(r"[«\"'].*|\d+", "…", why)[:90] for _, why in failures)
    for why, count in kinds.most_common(40):
        print(f"  failed:  {count:5}  {why}")
    for path, why in failures if options.failures else []:
        print(f"{path}: {why[:300]}")
    sys.exit(1 if failures or not total["passed"] else 0)


def line(name, counted):
    ran = counted["passed"] + counted["failed"]
    rate = 100 * counted["passed"] / ran if ran else 0
    return f"{name:24} {counted['passed']:6} passed {counted['failed']:5} failed {counted['not run']:5} not run {counted['not reached']:5} not reached  {rate:6.2f} %"


if __name__ == "__main__":
    main()
