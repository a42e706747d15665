#!/usr/bin/env python3
"""Runs a part of test262 in the JavaScript engine: python3 tests/test262.py FOLDER [EACH] [--part PATH[:STRIDE] …] [--failures]

FOLDER is a checkout of github.com/tc39/test262, EACH the program that runs a script over many inputs, each in a sandbox of its own
(`cargo build -p toolgate --example each`; target/debug/examples/each). Each test has runs of its own, sloppy and strict as its flags say,
and passes if both do. It is evaluated as it stands, by an indirect eval, after the suite's own harness: a
script of Toolgate's is a function's body. What that can't be true to, and what QuickJS-ng doesn't claim, is counted as not run, with the
reason. Of a part every STRIDEth test is taken, in the order of their paths, so that each time the same are run: some 7,000 by default, which
take two cores four minutes. Failures are grouped by their reason, `--failures` names each. Writes nothing; ends with 1 if a
test failed.
"""

import argparse
import collections
import json
import pathlib
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time

# Of `built-ins` and `language`. What is left out is host, shared memory, proposals, modules, and what a global script is apart from eval.
BUILT_INS = """AggregateError Array ArrayBuffer ArrayIteratorPrototype AsyncFromSyncIteratorPrototype AsyncFunction AsyncGeneratorFunction
AsyncGeneratorPrototype AsyncIteratorPrototype BigInt Boolean DataView Date Error FinalizationRegistry Function GeneratorFunction
GeneratorPrototype Iterator JSON Map MapIteratorPrototype Math NativeErrors Number Object Promise Proxy Reflect RegExp
RegExpStringIteratorPrototype Set SetIteratorPrototype String StringIteratorPrototype Symbol ThrowTypeError TypedArray
TypedArrayConstructors Uint8Array WeakMap WeakRef WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent eval global isFinite
isNaN parseFloat parseInt""".split()
LANGUAGE = """arguments-object asi block-scope comments computed-property-names destructuring directive-prologue function-code
future-reserved-words identifier-resolution identifiers keywords line-terminators literals punctuators reserved-words rest-parameters
statementList types white-space""".split()
PARTS = [
    *(f"built-ins/{name}:4" for name in BUILT_INS),
    *(f"language/{name}:4" for name in LANGUAGE),
    "language/expressions:11",
    "language/statements:11",
]
# Tests that are on their way, at most.
AHEAD = 200

# What QuickJS-ng's own configuration for test262 leaves out.
UNCLAIMED = """Atomics.waitAsync await-dictionary canonical-tz decorators import-defer legacy-regexp ShadowRealm source-phase-imports
source-phase-imports-module-source tail-call-optimization Temporal""".split()
# Proposals of this year's suite that are no part of the standard, and that its release is older than.
PROPOSALS = """export-defer immutable-arraybuffer import-bytes import-text iterator-chunking iterator-includes joint-iteration
nonextensible-applies-to-private error-stack-accessor Iterator.prototype.join""".split()
# What the suite's host has, and a sandbox doesn't.
HOST = {"cross-realm": "other realms", "Atomics": "agents", "host-gc-required": "a garbage collection on demand", "IsHTMLDDA": "document.all"}
IMPORTS = ("dynamic-import", "import-attributes", "json-modules", "source-phase-imports")

STRICT = '"use strict";\n'

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
    """The suite's folder, and what of it is run."""

    def __init__(self, folder):
        self.folder = folder
        self.harness = {path.name: harness(path.read_text()) for path in folder.glob("harness/*.js")}
        self.harness |= {f"sm/{path.name}": harness(path.read_text()) for path in folder.glob("harness/sm/*.js")}

    def tests(self, part):
        """The name of a part, and its paths."""
        name, _, stride = part.partition(":")
        paths = sorted(path for path in (self.folder / "test" / name).rglob("*.js") if "_FIXTURE" not in path.name)
        return name, paths[:: int(stride or 1)]

    def runs(self, path):
        """A test's runs, what it says of itself, and why it has none."""
        text = path.read_bytes().decode()
        meta = metadata(text)
        why = unfit(text, meta) or deletes_own(text)
        modes = [prefix for prefix, unless in (("", "onlyStrict"), (STRICT, "noStrict")) if unless not in meta["flags"]]
        if reads_own_globals(text):
            modes = [prefix for prefix in modes if not prefix]
            why = why or (None if modes else "strict, and reads its variables from the global object, where a strict eval has none")
        modes = [] if why else modes[:1] if "raw" in meta["flags"] else modes
        return [{"source": self.source(prefix + text, meta)} for prefix in modes], meta, why

    def source(self, text, meta):
        asynchronous = "async" in meta["flags"]
        files = ["assert.js", "sta.js", *(["doneprintHandle.js"] if asynchronous else []), *meta["includes"]]
        files = [] if "raw" in meta["flags"] else [self.harness[name] for name in files]
        return {"test": text, "harness": files, "asynchronous": asynchronous}


def wrong(end, meta):
    """What is wrong with how one run ended; nothing where all is well."""
    if "error" in end:
        return f"the run ended: {end['error']['kind']}: {end['error']['message']}"
    name, _, said = end["result"].partition("\n")
    if name or meta["negative"]:
        return None if name == meta["negative"] else f"{name or 'no error'}: {said}" + (f", not {meta['negative']}" if meta["negative"] else "")
    return None if "async" not in meta["flags"] or said == "Test262:AsyncTestComplete" else said


def verdicts(suite, tests, each):
    """(part, path, verdict, why) of every test, in their order."""
    with tempfile.TemporaryDirectory() as scratch:
        driver = pathlib.Path(scratch, "driver.js")
        driver.write_text(DRIVER)
        with subprocess.Popen([each, driver], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            sent = queue.Queue(AHEAD)
            threading.Thread(target=send, args=(suite, tests, process.stdin, sent), daemon=True).start()
            for name, path, runs, meta, why in iter(sent.get, None):
                ends = [json.loads(process.stdout.readline() or sys.exit(f"{each} ended at {path}")) for _ in runs]
                found = [mode + said for mode, said in ((mode, wrong(end, meta)) for mode, end in zip(runs, ends)) if said]
                yield name, path, *(("not run", why) if why else ("failed", found[0]) if found else ("passed", ""))


def send(suite, tests, pipe, sent):
    """Writes the runs of all tests, and says which are on their way."""
    with pipe:
        for name, path in tests:
            runs, meta, why = suite.runs(path)
            modes = ["strict: " if run["source"]["test"].startswith(STRICT) else "" for run in runs]
            sent.put((name, path, modes, meta, why))
            for run in runs:
                pipe.write(json.dumps(run).encode() + b"\n")
            pipe.flush()
    sent.put(None)


def harness(text):
    """A file of the harness, whose top-level names have to outlive the eval that declares them."""
    return re.sub(r"^class (\w+)", r"var \1 = class \1", re.sub(r"^(?:const|let) ", "var ", text, flags=re.MULTILINE), flags=re.MULTILINE)


def deletes_own(text):
    """Why a test that deletes a variable of its own is not run."""
    deleted = set(re.findall(r"\bdelete\s+\(?(\w+)\b(?![.\[(])", text))
    return "deletes its own variables: a script's stay, and an eval's do not" if deleted & declared(text) else None


def declared(text):
    return set(re.findall(r"^(?:var|(?:async )?function\*?) (\w+)", text, re.MULTILINE))


def reads_own_globals(text):
    """Whether a test looks for its variables in the global object. A strict script's are there, and a strict eval's are not."""
    return bool(declared(text) & set(re.findall(r"\b(?:this|globalThis|global|__globalObject)(?:\.|\[['\"])(\w+)", text)))


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
    parser.add_argument("each", nargs="?", default="target/debug/examples/each")
    parser.add_argument("--part", action="append", help="folders under test/ [default: most of built-ins and language]")
    parser.add_argument("--failures", action="store_true", help="name each test that failed")
    options = parser.parse_args()
    started = time.monotonic()
    counts, skipped, failures, tests = collections.defaultdict(collections.Counter), collections.Counter(), [], []
    suite = Suite(options.folder)
    for part in options.part or PARTS:
        name, paths = suite.tests(part)
        tests += [(name, path) for path in paths]
    for name, path, verdict, why in verdicts(suite, tests, options.each):
        counts[name][verdict] += 1
        skipped.update([why] if verdict == "not run" else [])
        failures += [(path.relative_to(suite.folder), why)] if verdict == "failed" else []
    for name in counts:
        print(line(name, counts[name]))
    total = sum(counts.values(), collections.Counter())
    print(line("all", total) + f"  in {(time.monotonic() - started) / 60:.1f} min")
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
    return f"{name:40} {counted['passed']:6} passed {counted['failed']:5} failed {counted['not run']:5} not run  {rate:6.2f} %"


if __name__ == "__main__":
    main()
