//! `toolgate run` with plans: files by their names, and `--plan -`, which runs one while it is being written.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};

use super::file;
use crate::harness::{Toolgate, cache_home, guest};

crate::tests![
    the_name_tells_a_plan,
    the_flag_tells_a_plan,
    a_task_runs_while_the_plan_is_written,
    a_plan_from_a_file_as_it_comes,
    a_plan_and_a_script_exclude_each_other,
    a_failed_task_is_told_of,
    a_trace_of_a_plan,
];

const CONFIG: &str = "[providers.t]\nkind = \"simulated\"\n[[providers.t.tools]]\nname = \"echo\"\necho = true\n";

const PLAN: &str = "1. echo(text=\"a\")\n2. echo(text=\"$1\")\n3. join()\n";
const RESULT: &str = "{\"1\":{\"text\":\"a\"},\"2\":{\"text\":{\"text\":\"a\"}}}\n";

fn the_name_tells_a_plan() {
    let (_config, config) = file("toolgate.toml", CONFIG);
    let json = "[{\"id\": 1, \"tool\": \"t.echo\", \"arguments\": {\"text\": \"a\"}}]";
    for (name, plan, result) in [("x.plan", PLAN, RESULT), ("x.plan.json", json, "{\"1\":{\"text\":\"a\"}}\n")] {
        let (_folder, path) = file(name, plan);
        let ended = Toolgate::new(["run", "--config"]).arg(&config).arg(path).end().with_status(0);
        assert_eq!((&*ended.stdout, &*ended.stderr), (result, ""));
    }
    let (_folder, path) = file("x.json", json);
    Toolgate::new(["run"]).arg(path).end().with_status(2).says(&["not named as a script", ".plan.json"]);
}

fn the_flag_tells_a_plan() {
    let (_config, config) = file("toolgate.toml", CONFIG);
    let run = Toolgate::new(["run", "-", "--language", "plan", "--config"]).arg(&config).stdin(PLAN);
    assert_eq!(run.end().with_status(0).stdout, RESULT);
    for plan in [format!("Here is my plan:\n{PLAN}"), format!("Here is my plan:\n\n```\n{PLAN}```\n")] {
        let run = Toolgate::new(["run", "-", "--config"]).arg(&config).stdin(plan);
        assert_eq!(run.end().with_status(0).stdout, RESULT);
    }
}

fn a_task_runs_while_the_plan_is_written() {
    let (_config, config) = file("toolgate.toml", CONFIG);
    // A tool that logs when it is called: before the next line is written.
    let logging = format!("f={}", guest("faulty").display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_toolgate"));
    command.args(["run", "--plan", "-", "--config"]).arg(&config).args(["--plugin", &logging]);
    command.env("XDG_CACHE_HOME", cache_home());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut plan = child.stdin.take().unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    plan.write_all(b"1. f.log()\n2. echo(text=\"$1\")\n").unwrap();
    plan.flush().unwrap();
    let mut logged = String::new();
    while !logged.contains("[f.log#1] ") {
        assert!(log.read_line(&mut logged).unwrap() > 0, "{logged}");
    }
    plan.write_all(b"3. echo(text=\"b\")\n4. join()\n").unwrap();
    // It is not closed: `join()` ends the plan.
    let mut result = String::new();
    child.stdout.take().unwrap().read_to_string(&mut result).unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(result, "{\"1\":null,\"2\":{\"text\":null},\"3\":{\"text\":\"b\"}}\n");
    drop(plan);
}

fn a_plan_from_a_file_as_it_comes() {
    let (_config, config) = file("toolgate.toml", CONFIG);
    let (_folder, path) = file("x.txt", PLAN);
    let ended = Toolgate::new(["run", "--config"]).arg(&config).arg("--plan").arg(path).end().with_status(0);
    assert_eq!(ended.stdout, RESULT);
    Toolgate::new(["run", "--plan", "."]).end().with_status(2).says(&["can't read the plan .: it is a directory"]);
    Toolgate::new(["run", "--plan", "nowhere.plan"]).end().with_status(2).says(&["can't read the plan nowhere.plan"]);
    let cut = Toolgate::new(["run", "--plan", "-", "--config"]).arg(&config).stdin("1. echo(text=\"a\")\n2. echo(\"");
    cut.end().with_status(1).says(&["the plan ends in the middle of task 2", "(line 2, column 1)", "> 2 | 2. echo(\""]);
}

fn a_plan_and_a_script_exclude_each_other() {
    Toolgate::new(["run", "--plan", "-", "x.js"]).end().with_status(2).says(&["cannot be used with"]);
    Toolgate::new(["run", "--plan", "-", "--input", "1"]).end().with_status(2).says(&["cannot be used with"]);
    Toolgate::new(["run"]).end().with_status(2).says(&["required"]);
}

fn a_failed_task_is_told_of() {
    let (_config, config) = file("toolgate.toml", CONFIG);
    let run = Toolgate::new(["run", "--plan", "-", "--config"]).arg(&config).stdin("1. ecko()\n2. echo(text=$1)\n");
    let ended = run.end().with_status(0).says(&["1 of 2 tasks failed: 1 (ecko: unknown-tool); not called for that: 2"]);
    assert_eq!(ended.json()["2"]["kind"], "dependency-failed");
}

fn a_trace_of_a_plan() {
    let (_config, config) = file("toolgate.toml", CONFIG);
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace.jsonl");
    let run = Toolgate::new(["run", "--plan", "-", "--config"]).arg(&config).arg("--trace").arg(&trace).stdin(PLAN);
    run.end().with_status(0);
    let shown = Toolgate::new(["trace"]).arg(&trace).end().with_status(0);
    assert!(shown.stdout.contains("2 calls, none failed"), "{}", shown.stdout);
}
