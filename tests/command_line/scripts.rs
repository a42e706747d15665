//! Where a script comes from, and how large it may be.

use std::process::Command;
use std::time::Duration;

use super::file;
use crate::harness::Toolgate;

crate::tests![
    five_megabytes_are_refused,
    almost_four_megabytes_run,
    a_raised_limit_lets_five_megabytes_run,
    a_script_of_nested_brackets_is_a_syntax_error,
    standard_input_needs_no_language,
    standard_input_in_typescript,
    python_by_flag_extension_or_fence,
    the_first_python_of_all_says_what_it_waits_for,
    the_text_tells_the_language_where_the_name_does_not,
    a_file_that_is_no_script_is_refused,
    a_script_that_does_not_exist_is_refused,
    a_script_that_is_not_utf8_is_refused,
    input_that_is_not_json_is_refused,
    input_from_a_file,
];

/// A valid script of about that many bytes, which returns how many rows it has.
fn large(bytes: usize) -> (String, usize) {
    let mut script = String::with_capacity(bytes + 100);
    script.push_str("const rows = [\n");
    let mut rows = 0;
    while script.len() < bytes {
        script.push_str(&format!("  {{ id: {rows}, name: \"one of very many\", list: [1, 2, 3] }},\n"));
        rows += 1;
    }
    (script + "];\nreturn rows.length;", rows)
}

fn five_megabytes_are_refused() {
    let (_folder, path) = file("large.js", large(5_000_000).0);
    let error = Toolgate::new(["run", "--json"]).arg(path).end().with_status(3).json();
    assert_eq!(error["error"]["kind"], "source-size");
    let message = error["error"]["message"].as_str().unwrap();
    assert!(message.contains("more than the limit of 4194304"), "{message}");
}

fn almost_four_megabytes_run() {
    let (script, rows) = large(3_900_000);
    let (_folder, path) = file("large.js", script);
    let output = Toolgate::new(["run", "--json"]).arg(path).end().with_status(0).json();
    assert_eq!(output["result"], rows);
}

fn a_raised_limit_lets_five_megabytes_run() {
    let script = format!("/*{}*/ return 7;", " ".repeat(5_000_000));
    let (_folder, path) = file("large.js", script);
    let output = Toolgate::new(["run", "--json", "--source", "8MiB"]).arg(path).end().with_status(0).json();
    assert_eq!(output["result"], 7);
}

fn a_script_of_nested_brackets_is_a_syntax_error() {
    for script in ["[".repeat(100_000), "(".repeat(100_000), "return `${".repeat(50_000), "{".repeat(100_000)] {
        let error = Toolgate::new(["run", "--json", "-"]).stdin(script).end().with_status(1).json();
        assert_eq!(error["error"]["kind"], "syntax", "{error}");
    }
}

fn standard_input_needs_no_language() {
    let output = Toolgate::new(["run", "-", "--input", "[1, 2]"]).stdin("input.length").end().with_status(0);
    assert_eq!(output.stdout, "2\n");
}

fn standard_input_in_typescript() {
    let output = Toolgate::new(["run", "-", "--language", "typescript"]).stdin("const n: number = 3; return n as any");
    assert_eq!(output.end().with_status(0).stdout, "3\n");
}

fn python_by_flag_extension_or_fence() {
    let python = Toolgate::new(["run", "-", "--language", "python"]).stdin("print('hello')\nsum(n for n in range(4))");
    let ended = python.end().with_status(0).says(&["hello"]);
    assert_eq!(ended.stdout, "6\n");
    let (_folder, path) = file("answer.py", "def main():\n    return 3");
    assert_eq!(Toolgate::new(["run"]).arg(path).end().with_status(0).stdout, "3\n");
    let fenced = Toolgate::new(["run", "-"]).stdin("Try this:\n```python\nlen('abc')\n```\n");
    assert_eq!(fenced.end().with_status(0).stdout, "3\n");
}

/// With a cache of its own, so that there is something to compile. Takes as long as that takes.
fn the_first_python_of_all_says_what_it_waits_for() {
    let cache = tempfile::tempdir().unwrap();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_toolgate"));
        command.args(["run", "-", "--language", "python"]);
        let run = Toolgate::program(command, Duration::from_secs(120)).cache_home(cache.path());
        run.stdin("1 + 1").end().with_status(0)
    };
    let first = run().says(&["compiling the Python engine for this machine, once", "compiled the Python engine in "]);
    let later = run();
    assert_eq!((first.stdout.as_str(), later.stdout.as_str(), later.stderr.as_str()), ("2\n", "2\n", ""));
}

fn the_text_tells_the_language_where_the_name_does_not() {
    let (_folder, path) = file("answer", "enum Level { Low = 3 }\nreturn Level.Low;");
    assert_eq!(Toolgate::new(["run"]).arg(path).end().with_status(0).stdout, "3\n");
}

fn a_file_that_is_no_script_is_refused() {
    let (_folder, path) = file("script.rb", "puts 1");
    Toolgate::new(["run"]).arg(path).end().with_status(2).says(&["script.rb", "not named as a script", "--language"]);
}

fn a_script_that_does_not_exist_is_refused() {
    Toolgate::new(["run", "nowhere/script.js"]).end().with_status(2).says(&["can't read the script nowhere/script.js"]);
}

fn a_script_that_is_not_utf8_is_refused() {
    let (_folder, path) = file("script.js", b"return 1;\n// \xff\n");
    Toolgate::new(["run"]).arg(path).end().with_status(2).says(&["script.js", "line 2 is not UTF-8"]);
}

fn input_that_is_not_json_is_refused() {
    let run = |input: &str| Toolgate::new(["run", "-", "--input", input]).stdin("return input").end();
    run("{oops}").with_status(2).says(&["--input", "not JSON"]);
    run("@nowhere.json").with_status(2).says(&["--input", "nowhere.json"]);
}

fn input_from_a_file() {
    let (_folder, path) = file("input.json", "{\"a\": [1.50, \"ü\"]}");
    let run = Toolgate::new(["run", "-", "--input", &format!("@{}", path.display())]).stdin("return input.a");
    assert_eq!(run.end().with_status(0).stdout, "[1.5,\"ü\"]\n");
}
