//! What goes where: the result to standard output, everything else to standard error, and the exit status.

use crate::harness::Toolgate;

crate::tests![
    the_result_alone_is_on_standard_output,
    an_error_is_on_standard_error,
    json_has_every_figure,
    an_error_in_json_has_every_field,
    nobody_gave_a_script,
    an_unknown_flag_is_refused,
    the_version_and_the_exit_status_are_told,
];

fn run(script: &str, args: &[&str]) -> crate::harness::Ended {
    Toolgate::new(["run", "-", "--language", "js"].iter().chain(args)).stdin(script).end()
}

fn the_result_alone_is_on_standard_output() {
    let ended = run("console.log('one'); console.warn('two\\nthree'); return { a: 1 }", &[]).with_status(0);
    assert_eq!(ended.stdout, "{\"a\":1}\n");
    assert_eq!(ended.stderr, "one\nwarning: two\nthree\n");
}

fn an_error_is_on_standard_error() {
    let ended = run("function f() {\n  null.x;\n}\nf();", &[]).with_status(1);
    assert_eq!(ended.stdout, "");
    ended.says(&["error: TypeError: ", "(line 2, column ", "> 2 |   null.x;", "at <script> (-:4:"]);
}

fn json_has_every_figure() {
    let output = run("return 1", &["--json"]).with_status(0).json();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&output), ["result", "truncated", "logs", "usage"]);
    let figures =
        ["calls", "tool_bytes", "tool_tokens", "result_bytes", "result_tokens", "wall_ms", "peak_memory_bytes"];
    assert_eq!(keys(&output["usage"]), figures);
    assert_eq!(output["usage"]["result_bytes"], 1);
    assert_eq!(output["usage"]["result_tokens"], 1);
    assert!(output["usage"]["peak_memory_bytes"].as_u64().unwrap() >= 1 << 20, "{output}");
    assert!(output["usage"]["tool_tokens"].is_null());
}

fn an_error_in_json_has_every_field() {
    let output = run("console.log('before'); throw new RangeError('no')", &["--json"]).with_status(1).json();
    for key in ["kind", "message", "line", "column", "frame"] {
        assert!(!output["error"][key].is_null(), "{key}: {output}");
    }
    assert_eq!(output["logs"][0]["message"], "before");
    assert_eq!(output["usage"]["calls"], 0);
}

fn nobody_gave_a_script() {
    Toolgate::new(["run"]).end().with_status(2).says(&["SCRIPT"]);
    Toolgate::new::<_, &str>([]).end().with_status(2);
}

fn an_unknown_flag_is_refused() {
    run("1", &["--jsonn"]).with_status(2).says(&["--jsonn", "--json"]);
    // A program that reads only standard output learns it there.
    let refused = run("1", &["--json", "--config", "nowhere.toml"]).with_status(2).says(&["nowhere.toml"]).json();
    assert_eq!(refused["error"]["kind"], "usage");
    assert!(refused["error"]["message"].as_str().unwrap().contains("nowhere.toml"), "{refused}");
    run("1", &["--wall-time", "5"]).with_status(2).says(&["--wall-time", "300ms"]);
    run("1", &["--memory", "8GiB"]).with_status(2).says(&["--memory", "4GiB"]);
}

fn the_version_and_the_exit_status_are_told() {
    let version = Toolgate::new(["--version"]).end().with_status(0);
    assert_eq!(version.stdout, format!("toolgate {}\n", env!("CARGO_PKG_VERSION")));
    let help = Toolgate::new(["run", "--help"]).end().with_status(0).stdout;
    for part in ["Exit status:", "3    a limit ended the run", "--count-tokens", "--dir-rw"] {
        assert!(help.contains(part), "{part} is not in:\n{help}");
    }
}
