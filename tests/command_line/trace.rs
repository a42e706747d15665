//! `run --trace` and `toolgate trace`: the file, what it never keeps, how it looks, and files that are none.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Ended, Toolgate};

crate::tests![
    a_trace_has_a_header_the_calls_and_an_end,
    failed_runs_have_traces_too,
    arguments_are_kept_only_when_asked_for,
    nothing_is_run_where_the_trace_can_not_be_written,
    a_trace_never_replaces_what_the_run_needs,
    a_trace_that_was_there_is_replaced_whole,
    the_text_marks_the_critical_path_in_plain_ascii,
    many_calls_are_summed_up,
    the_figures_are_json,
    what_is_no_trace_is_refused_with_its_line,
    a_hostile_name_can_not_command_the_terminal,
    a_page_is_one_file,
];

const CONFIG: &str = r#"
[providers.shop]
kind = "simulated"
[[providers.shop.tools]]
name = "customers"
latency = "20ms"
returns = [1, 2]
[[providers.shop.tools]]
name = "orders"
latency = "40ms"
echo = true
input_schema = { type = "object", properties = { customer = { type = "integer" } } }
[[providers.shop.tools]]
name = "closed"
error_rate = 1
error_message = "the shop is closed"
returns = 1
"#;

const SCRIPT: &str = "await tools.shop.customers({});
await Promise.all([tools.shop.orders({ customer: 1 }), tools.shop.customers({ key: 'sekret' })]);
await tools.shop.closed({}).catch(() => {});
await tools.shop.orders({ customer: 'sekret' }).catch(() => {});
return 1;";

struct Traced {
    folder: TempDir,
    ended: Ended,
}

fn traced(script: &str, args: &[&str]) -> Traced {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("toolgate.toml");
    fs::write(&config, CONFIG).unwrap();
    let run = Toolgate::new(["run", "-", "--language", "js"].iter().chain(args)).stdin(script);
    let ended = run.arg("--config").arg(config).arg("--trace").arg(folder.path().join("run.jsonl")).end();
    Traced { folder, ended }
}

impl Traced {
    fn file(&self) -> PathBuf {
        self.folder.path().join("run.jsonl")
    }

    fn lines(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.file()).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn shown(&self, args: &[&str]) -> String {
        show(&self.file(), args).with_status(0).stdout
    }
}

fn show(file: &Path, args: &[&str]) -> Ended {
    Toolgate::new(["trace"].iter().chain(args)).arg(file).end()
}

fn a_trace_has_a_header_the_calls_and_an_end() {
    let run = traced(SCRIPT, &[]);
    assert_eq!(run.ended.stdout, "1\n");
    let lines = run.lines();
    assert_eq!((lines.len(), &lines[0]["toolgate_trace"], &lines[0]["script"]), (7, &json!(1), &json!("-")));
    let tools: Vec<_> = lines[1..6].iter().map(|line| line["call"]["tool"].as_str().unwrap()).collect();
    assert_eq!(tools, ["shop.customers", "shop.orders", "shop.customers", "shop.closed", "shop.orders"]);
    let first = &lines[1]["call"];
    assert_eq!((&first["id"], &first["at"], &first["outcome"]), (&json!(1), &json!([1, 7]), &json!("done")));
    assert_eq!(first["attempts"].as_array().unwrap().len(), 1);
    assert_eq!(lines[5]["call"]["attempts"], Value::Null, "the gate refused it");
    let end = &lines[6]["end"];
    assert_eq!((&end["outcome"], &end["calls"], &end["usage"]["calls"]), (&json!("done"), &json!(5), &json!(5)));
    assert!(end["profile"]["critical_path"].as_array().unwrap().len() >= 3, "{end}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(run.file()).unwrap().permissions().mode() & 0o077, 0, "its owner's alone");
    }
}

fn failed_runs_have_traces_too() {
    for (script, args, status, outcome, calls) in [
        ("await tools.shop.customers({});\nnull.x", &[][..], 1, "thrown", 1),
        ("return (", &[], 1, "syntax", 0),
        ("await new Promise(() => {})", &[], 1, "stuck", 0),
        ("for (;;) await tools.shop.closed({}).catch(() => {})", &["--calls", "3"], 3, "calls", 3),
        ("await tools.shop.customers({}); for (;;);", &["--wall-time", "300ms"], 3, "wall-time", 1),
    ] {
        let run = traced(script, args);
        assert_eq!(run.ended.status, status, "{script}: {}", run.ended.stderr);
        let lines = run.lines();
        let end = &lines.last().unwrap()["end"];
        assert_eq!((&end["outcome"], &end["calls"]), (&json!(outcome), &json!(calls)), "{script}");
        assert!(end["message"].is_string(), "{end}");
        assert!(run.shown(&[]).starts_with(&format!("-: {outcome} in ")), "{}", run.shown(&[]));
    }
    let thrown = traced("await tools.shop.customers({});\nthrow new Error('no')", &[]);
    assert_eq!(thrown.lines().last().unwrap()["end"]["at"][0], 2);
}

fn arguments_are_kept_only_when_asked_for() {
    let run = traced(SCRIPT, &[]);
    let text = fs::read_to_string(run.file()).unwrap();
    assert!(!text.contains("sekret"), "{text}");
    assert!(text.contains("the shop is closed") && text.contains("invalid-arguments"), "{text}");

    let run = traced(SCRIPT, &["--trace-arguments"]);
    let lines = run.lines();
    assert_eq!(lines[3]["call"]["arguments"], json!({ "text": "{\"key\":\"sekret\"}", "whole": true }));
    assert!(lines[5]["call"]["message"].as_str().unwrap().contains("\"sekret\" is not of type"), "{}", lines[5]);

    let run = traced(SCRIPT, &["--trace-arguments=5B"]);
    assert_eq!(run.lines()[3]["call"]["arguments"], json!({ "text": "{\"key", "whole": false }));
    traced("1", &["--trace-arguments=1MiB"]).ended.with_status(2).says(&["--trace-arguments", "64KiB"]);
    Toolgate::new(["run", "-", "--trace-arguments"]).stdin("1").end().with_status(2).says(&["--trace"]);
}

fn nothing_is_run_where_the_trace_can_not_be_written() {
    let run = |path: &Path| Toolgate::new(["run", "-", "--trace"]).arg(path).stdin("console.log('ran')").end();
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().join("none/run.jsonl"), folder.path().to_owned()] {
        let ended = run(&path).with_status(2).says(&["--trace can't write"]);
        assert!(!ended.stderr.contains("ran\n"), "{}", ended.stderr);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn a_trace_never_replaces_what_the_run_needs() {
    let folder = tempfile::tempdir().unwrap();
    let (script, config) = (folder.path().join("script.js"), folder.path().join("toolgate.toml"));
    fs::write(&script, "return 1;").unwrap();
    fs::write(&config, CONFIG).unwrap();
    let run = || Toolgate::new(["run"]).arg(&script).arg("--config").arg(&config).arg("--trace");
    for input in [&script, &config] {
        run().arg(input).end().with_status(2).says(&["would replace", "name another file"]);
    }
    run().arg("-").end().with_status(2).says(&["standard output, where the result goes"]);
    assert_eq!(
        (fs::read_to_string(&script).unwrap(), fs::read_to_string(&config).unwrap()),
        ("return 1;".to_owned(), CONFIG.to_owned())
    );
    let trace = folder.path().join("run.jsonl");
    run().arg(&trace).end().with_status(0);
    Toolgate::new(["trace"]).arg(&trace).arg("--html").arg(&trace).end().with_status(2).says(&["--html would replace"]);
    Toolgate::new(["trace"]).arg(&trace).end().with_status(0);
}

fn a_trace_that_was_there_is_replaced_whole() {
    let run = traced(SCRIPT, &[]);
    let first = fs::read_to_string(run.file()).unwrap();
    let again = Toolgate::new(["run", "-", "--language", "js", "--trace"]).arg(run.file()).stdin("return 2");
    again.end().with_status(0);
    assert_ne!(fs::read_to_string(run.file()).unwrap(), first);
    assert_eq!(run.lines().len(), 2);
    assert_eq!(fs::read_dir(run.folder.path()).unwrap().count(), 2, "nothing else stays");
}

fn the_text_marks_the_critical_path_in_plain_ascii() {
    let run = traced(SCRIPT, &[]);
    let text = run.shown(&[]);
    assert!(text.is_ascii() && !text.contains('\x1b'), "{text}");
    assert!(text.lines().all(|line| line.len() <= 100), "{text}");
    for part in ["-: done in ", "5 calls, 2 failed", "critical path: ", "p95", "shop.customers  "] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let row = |id: u64| text.lines().find(|line| line.contains(&format!("#{id} "))).unwrap().to_owned();
    assert!(row(1).starts_with(" *#1 shop.customers |") && row(1).contains("##"), "{text}");
    assert!(row(2).starts_with(" *#2 shop.orders    |") && row(2).contains("##"), "{text}");
    assert!(row(3).starts_with("  #3 shop.customers |") && row(3).contains("=="), "{text}");
    assert!(row(4).contains('x') && row(4).ends_with("failed"), "{text}");
}

fn many_calls_are_summed_up() {
    let run = traced("for (let i = 0; i < 60; i++) await tools.shop.closed({}).catch(() => {});", &[]);
    let rows = |args: &[&str]| {
        run.shown(args).lines().filter(|line| line.contains("shop.closed") && line.contains('|')).count()
    };
    assert_eq!((rows(&[]), rows(&["--rows", "7"]), rows(&["--all"])), (40, 7, 60));
    assert!(run.shown(&[]).contains("20 more calls: --all shows them"));
}

fn the_figures_are_json() {
    let run = traced(SCRIPT, &[]);
    let figures = show(&run.file(), &["--json"]).with_status(0).json();
    assert_eq!(figures["end"]["outcome"], "done");
    let tools = figures["metrics"]["tools"].as_array().unwrap();
    let customers = tools.iter().find(|tool| tool["tool"] == "shop.customers").unwrap();
    assert_eq!((&customers["calls"], &customers["done"]), (&json!(2), &json!(2)));
    assert!(customers["latency"]["p95_ns"].as_u64().unwrap() >= 20_000_000, "{customers}");
    assert_eq!(figures["profile"]["peak_width"], 2);
    // The same as what the run wrote at its end.
    assert_eq!(run.lines().last().unwrap()["end"]["profile"], figures["profile"]);
}

fn what_is_no_trace_is_refused_with_its_line() {
    let run = traced(SCRIPT, &[]);
    let whole = fs::read_to_string(run.file()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let refused = |text: &str, parts: &[&str]| {
        fs::write(run.file(), text).unwrap();
        for args in [&[][..], &["--json"], &["--html", "/nowhere/at/all.html"]] {
            let ended = show(&run.file(), args).with_status(2);
            assert_eq!(ended.stdout, "");
            ended.says(&["can't use the trace", "run.jsonl"]).says(parts);
        }
    };
    refused(&whole[..whole.len() / 2], &["line ", "the file is cut"]);
    refused(&lines[..4].join("\n"), &["line 5: the file is cut"]);
    refused("", &["line 1: the file is empty"]);
    refused("{}", &["line 1: not a trace"]);
    refused(&whole.replacen("\"toolgate_trace\":1", "\"toolgate_trace\":7", 1), &["line 1", "version 7"]);
    refused(&whole.replacen("\"id\":2", "\"id\":\"two\"", 1), &["line 3: not a line of a trace"]);
    refused(&"x".repeat(3 << 20), &["line 1: it has more than"]);
    show(Path::new("nowhere.jsonl"), &[]).with_status(2).says(&["can't read the trace nowhere.jsonl"]);
    // From a pipe it is the same.
    let piped = Toolgate::new(["trace", "-"]).stdin(whole.clone()).end().with_status(0);
    assert!(piped.stdout.contains("5 calls"));
}

fn a_hostile_name_can_not_command_the_terminal() {
    let run = traced(
        "await tools.call('\\u001b[2Jevil\\u009b.x', {}).catch(() => {}); try { await tools.shop['\\u001b]0;x\\u0007']({}) } catch {}",
        &[],
    );
    let text = run.shown(&[]);
    assert!(text.is_ascii() && !text.contains('\x1b') && !text.contains('\x07'), "{text:?}");
}

fn a_page_is_one_file() {
    let run = traced(SCRIPT, &[]);
    let page = run.folder.path().join("page.html");
    let ended = Toolgate::new(["trace", "--html"]).arg(&page).arg(run.file()).end().with_status(0);
    assert_eq!(ended.stdout, "");
    ended.says(&["page.html shows 5 calls"]);
    let text = fs::read_to_string(&page).unwrap();
    assert!(text.starts_with("<!doctype html>") && text.trim_end().ends_with("</html>"));
    for outside in [" src=", " href=", "@import", "url(", "fetch(", "XMLHttpRequest", "innerHTML", "eval("] {
        assert!(!text.contains(outside), "{outside}");
    }
    let unwritable = Toolgate::new(["trace", "--html", "/nowhere/at/all.html"]).arg(run.file()).end();
    unwritable.with_status(2).says(&["can't write /nowhere/at/all.html"]);
}
