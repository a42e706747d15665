#!/usr/bin/env python3
"""Runs every plan of LLMCompiler's own examples: python3 tests/llmcompiler.py FOLDER [TOOLGATE]

FOLDER is a checkout of github.com/SqueezeAILab/LLMCompiler, TOOLGATE the command line (target/debug/toolgate). The plans are those that
the repository's prompts show to planners; each is run whole and as a stream, against tools that answer with their own arguments. A plan
passes if each of its tasks was called, with every reference to an earlier task replaced. Nothing of the repository is executed.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys
import tempfile

# A task as the repository's own parser finds it (output_parser.py).
TASK = re.compile(r"^\s*(\d+)\. (\w+)\((.*)$", re.MULTILINE)
REFERENCE = re.compile(r"\$\{?(\d+)\}?")

TOOLS = """
[providers.wiki]
kind = "simulated"
[[providers.wiki.tools]]
name = "search"
echo = true
input_schema = { type = "object", properties = { entity = { type = "string" } }, required = ["entity"], additionalProperties = false }
[providers.llm]
kind = "simulated"
[[providers.llm.tools]]
name = "math"
echo = true
[providers.llm.tools.input_schema]
type = "object"
required = ["problem"]
additionalProperties = false
properties = { problem = { type = "string" }, context = { type = "array", items = { type = "string" } } }
"""


def constants(folder):
    """The strings that src/llm_compiler/constants.py names."""
    tree = ast.parse((folder / "src/llm_compiler/constants.py").read_text())
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    return {node.targets[0].id: node.value.value for node in assigned}


def text(node, names):
    """The text of a literal, or of an f-string over known names."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(text(part, names) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return names[node.value.id]
    raise ValueError(ast.dump(node))


def plans(folder):
    """(file, plan) for each example of each prompt for a planner."""
    names = constants(folder)
    for path in sorted(folder.glob("configs/**/*prompts*.py")):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Assign) and node.targets[0].id.startswith("PLANNER_PROMPT"):
                for example in text(node.value, names).split("###"):
                    if TASK.search(example):
                        yield path.relative_to(folder), example


def verdict(plan, command, config):
    """What is wrong; nothing where all is well."""
    ended = subprocess.run([*command, "--json", "--config", config], input=plan, capture_output=True, text=True, timeout=60)
    if ended.returncode:
        return ended.stderr.strip()
    result = json.loads(ended.stdout)["result"]
    wanted = [task for task, tool, _ in TASK.findall(plan) if tool != "join"]
    if list(result) != wanted:
        return f"the tasks are {wanted}, and {list(result)} were run"
    for task, value in result.items():
        if "kind" in value:
            return f"task {task}: {value['kind']}: {value['message']}"
        left = [number for number in REFERENCE.findall(json.dumps(value)) if int(number) < int(task)]
        if left:
            return f"task {task} still has ${left[0]}"
    return None


def main():
    folder = pathlib.Path(sys.argv[1])
    toolgate = sys.argv[2] if len(sys.argv) > 2 else "target/debug/toolgate"
    failed = number = tasks = 0
    with tempfile.TemporaryDirectory() as scratch:
        config = pathlib.Path(scratch, "toolgate.toml")
        config.write_text(TOOLS)
        for number, (path, plan) in enumerate(plans(folder), 1):
            tasks += len(TASK.findall(plan))
            ways = {"whole": ["run", "-", "--language", "plan"], "streamed": ["run", "--plan", "-"]}
            wrong = {way: verdict(plan, [toolgate, *args], config) for way, args in ways.items()}
            failed += any(wrong.values())
            for way, what in wrong.items():
                if what:
                    print(f"{path}, plan {number}, {way}: {what}\n{plan}")
    print(f"{number} plans with {tasks} tasks: {number - failed} run as they stand, whole and streamed")
    sys.exit(1 if failed or not number else 0)


if __name__ == "__main__":
    main()
