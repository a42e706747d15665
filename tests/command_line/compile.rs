//! `toolgate compile` of sources and `toolgate inspect`: what is compiled ends as its source does, in every respect that is shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use toolgate::compile::Record;

use super::file;
use crate::harness::{Ended, Toolgate, guest, root};

crate::tests![
    a_compiled_script_says_what_its_source_says,
    cases_end_as_their_sources_do,
    it_is_inspected,
    other_files_are_inspected,
    a_summary_shows_the_structure,
    a_script_that_does_not_compile_is_told_and_nothing_is_written,
    what_is_cut_off_or_changed_is_refused,
    what_a_file_says_of_itself_can_not_be_changed,
    cases_of_plans_end_as_their_sources_do,
    a_plan_is_bound_to_its_tools,
    another_engine_runs,
    a_later_version_is_told_with_what_to_do,
    a_source_that_does_not_fit_gives_no_places,
    another_contract_is_refused,
    output_has_a_place,
    an_engine_that_has_to_be_compiled_is_told_once,
    what_can_not_be_compiled,
];

/// A script, compiled in a folder of its own.
fn compiled(name: &str, source: impl AsRef<[u8]>) -> (TempDir, PathBuf, PathBuf) {
    let (folder, path) = file(name, source);
    let output = path.with_extension("wasm");
    Toolgate::new(["compile"]).arg(&path).arg("-o").arg(&output).end().with_status(0);
    (folder, path, output)
}

fn run(script: &Path, args: &[&str]) -> Ended {
    Toolgate::new(["run"].iter().chain(args)).arg(script).end()
}

fn a_compiled_script_says_what_its_source_says() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("orders.wasm");
    let compile = Toolgate::new(["compile", "../examples/orders.ts", "-o"]).arg(&output).end().with_status(0);
    assert_eq!(compile.stdout, "");
    assert!(compile.stderr.ends_with("MiB; it names shop.customers, shop.orders\n"), "{compile:?}");
    let args = &["--config", "../examples/toolgate.toml", "--input", "{\"days\": 7}"];
    let ended = run(&output, args).with_status(0);
    assert_eq!(ended.stdout, run(Path::new("../examples/orders.ts"), args).with_status(0).stdout);
    // Nothing else was left there.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

/// The most that machine code for CPython may take, which each script has inside.
const PYTHON_LIMIT: Duration = Duration::from_secs(300);

/// What of a run's end must be the same.
fn end(script: &Path, folder: &Path) -> Value {
    let config = folder.join("toolgate.toml");
    let mut run = Toolgate::new(["run", "--json"]);
    if config.exists() {
        run = run.arg("--config").arg(config);
    }
    let input = folder.join("input.json");
    if input.exists() {
        run = run.arg("--input").arg(format!("@{}", input.display()));
    }
    let mut end: Value = run.arg(script).limit(PYTHON_LIMIT).end().json();
    let end = end.as_object_mut().unwrap();
    end.remove("usage");
    for line in end["logs"].as_array_mut().unwrap() {
        line.as_object_mut().unwrap().retain(|key, _| matches!(&**key, "level" | "source" | "message"));
    }
    Value::from(end.clone())
}

/// Ends of many kinds: places by sites and by the engine's stack, through TypeScript and fences.
fn cases_end_as_their_sources_do() {
    for (case, line) in [
        ("stuck-await/script.js", Some(2)),
        ("ts-thrown-position/script.ts", Some(12)),
        ("call-error-in-helper/script.js", Some(2)),
        ("error-unicode-column/script.js", Some(1)),
        ("thrown-destructuring/script.js", Some(4)),
        ("shape-module-default-arrow/script.js", None),
        ("language-features/script.js", None),
        ("py-call-error-in-helper/script.py", Some(3)),
        ("py-fence-position/script.md", Some(3)),
    ] {
        let source = root().join("tests/cases").join(case);
        let folder = source.parent().unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let output = scratch.path().join("script.wasm");
        let compile = Toolgate::new(["compile"]).arg(&source).arg("-o").arg(&output);
        compile.limit(PYTHON_LIMIT).end().with_status(0);
        let compiled = end(&output, folder);
        assert_eq!(compiled, end(&source, folder), "{case}");
        assert_eq!(compiled["error"]["line"], json!(line), "{case}: {compiled}");
    }
}

const THROWS: &str =
    "function fail(n) {\n  throw new TypeError(`bad ${n}`);\n}\nif (input) fail(input);\nreturn tools.a.b;";

fn it_is_inspected() {
    let (_folder, path, output) = compiled("throws.js", THROWS);
    let inspect = |args: &[&str]| Toolgate::new(["inspect"].iter().chain(args)).arg(&output).end().with_status(0);
    let text = inspect(&[]).stdout;
    let digest = blake3::hash(THROWS.as_bytes()).to_hex().to_string();
    for part in [
        "throws.wasm: a script, ",
        &format!("source    throws.js (javascript, 5 lines), blake3 {digest}"),
        "tools     a.b\n",
        "engine    javascript, blake3 ",
        "compiled  by toolgate 0.1.0, for toolgate:tools 0.1.0",
        "imports   toolgate:tools/types@0.1.0 (interface)",
        "exports   run (function)",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("note"), "{text}");
    let told = inspect(&["--json"]).json();
    assert_eq!((&told["kind"], &told["bytes"]), (&json!("script"), &json!(fs::metadata(&output).unwrap().len())));
    assert_eq!(told["record"]["source"], THROWS);
    assert_eq!(told["exports"], json!([{ "name": "run", "type": "function" }]));
    assert_eq!(told["remarks"], json!([]));
    assert_eq!(inspect(&["--source"]).stdout.trim_end(), THROWS);

    // Whoever runs it sees the source's lines, and its name.
    let [of_source, of_wasm] = [&path, &output].map(|script| run(script, &["--input", "7"]).with_status(1).stderr);
    assert!(of_source.contains(":4:17)") && of_wasm.contains("(throws.js:4:17)"), "{of_source} {of_wasm}");
    assert_eq!(of_wasm.replace("throws.js", &path.display().to_string()), of_source);
}

fn other_files_are_inspected() {
    let inspect = |name: &str| Toolgate::new(["inspect"]).arg(guest(name)).end().with_status(0).stdout;
    let plugin = inspect("greet");
    assert!(plugin.contains("greet.wasm: a plugin") && plugin.contains("toolgate:tools/provider@0.1.0"), "{plugin}");
    assert!(inspect("javascript").contains("a script engine"));
    assert!(inspect("orders-script").contains("a script, "));
    let (_folder, path) = file("x.wasm", "return 1");
    let ended = Toolgate::new(["inspect"]).arg(&path).end().with_status(2);
    ended.says(&["x.wasm can't be inspected: it is not WebAssembly"]);
    Toolgate::new(["inspect", "--source"]).arg(guest("greet")).end().with_status(2).says(&["has no source inside"]);
}

fn a_summary_shows_the_structure() {
    let (folder, path) = file("one.js", "return 1");
    let compile = Toolgate::new(["compile", "--wat-summary"]).arg(path).current_dir(folder.path()).end();
    let shown = compile.with_status(0).stdout;
    for part in [
        "(component ;; ",
        "(import \"toolgate:tools/calls@0.1.0\" (interface))",
        "(core module 0 ;; ",
        " functions with ",
        "(@custom \"toolgate:script\" ;; ",
        "(export \"run\" (function))",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(folder.path().join("one.wasm").is_file());
}

fn a_script_that_does_not_compile_is_told_and_nothing_is_written() {
    // The parser's, and the engine's own.
    for (source, line, part) in [
        ("const a = 1;\nlet b = ;", json!(2), "Unexpected token"),
        ("const a = 1;\nreturn /(/.test('x');", Value::Null, "expecting ')'"),
    ] {
        let (folder, path) = file("wrong.js", source);
        let output = folder.path().join("wrong.wasm");
        let told = Toolgate::new(["compile", "--json"]).arg(&path).arg("-o").arg(&output).end().with_status(1).json();
        let of_run = run(&path, &["--json"]).with_status(1).json();
        assert_eq!(told["error"], of_run["error"], "{source}");
        assert_eq!((&told["error"]["kind"], &told["error"]["line"]), (&json!("syntax"), &line));
        assert!(told["error"]["message"].as_str().unwrap().contains(part), "{told}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

fn what_is_cut_off_or_changed_is_refused() {
    let (folder, _, output) = compiled("one.js", "return 1");
    let wasm = fs::read(&output).unwrap();
    let damaged = folder.path().join("damaged.wasm");
    let refused = |bytes: &[u8], part: &str| {
        fs::write(&damaged, bytes).unwrap();
        run(&damaged, &[]).with_status(2).says(&["damaged.wasm is not a script: ", part]);
    };
    refused(&wasm[..wasm.len() / 2], "it is cut off or damaged at byte");
    refused(&wasm[..wasm.len() - 1], "it is cut off or damaged at byte");
    let mut changed = wasm.clone();
    changed[wasm.len() / 2] ^= 1;
    refused(&changed, "it was changed after it was compiled: compile the script again");
    let ended = Toolgate::new(["inspect"]).arg(&damaged).end();
    assert!(ended.status == 2 || ended.stdout.contains("it was changed after it was compiled"), "{ended:?}");
}

fn what_a_file_says_of_itself_can_not_be_changed() {
    let (folder, _, output) = compiled("one.js", "return tools.a.b()");
    let wasm = fs::read(&output).unwrap();
    let other = folder.path().join("other.wasm");
    let changed = "it was changed after it was compiled";
    for (from, to, part) in [
        ("one.js", "two.js", changed),
        ("\"tools\":[\"a.b\"]", "\"tools\":[\"a.c\"]", changed),
        ("javascript", "typescript", changed),
        ("return tools", "return Tools", changed),
        ("toolgate:script", "toolgate:scripT", changed),
        ("\"component_blake3\":", "\"component_blake4\":", changed),
        ("{\"format\":2", "{\"format\":3", changed),
        ("{\"format\":2", "[\"format\":2", "it is cut off or damaged at byte"),
        ("\"contract\":", "\"contract\",", "it is cut off or damaged at byte"),
    ] {
        fs::write(&other, with_record(&wasm, from, to)).unwrap();
        run(&other, &[]).with_status(2).says(&["other.wasm is not a script: ", part]);
        let told = Toolgate::new(["inspect"]).arg(&other).end().with_status(0).stdout;
        assert!(told.contains(part) && !told.contains("  source "), "{to}: {told}");
    }
}

/// Every case of a plan that the host runs itself: what goes wrong before its first call is an error when it is compiled, and the rest
/// comes to the same end, but for what a limit ended.
fn cases_of_plans_end_as_their_sources_do() {
    let cases = fs::read_dir(root().join("tests/cases")).unwrap().map(|entry| entry.unwrap().path());
    let plans = cases.filter(|folder| folder.file_name().unwrap().to_string_lossy().starts_with("plan-"));
    let mut compared = 0;
    for folder in plans {
        let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let script =
            files.into_iter().find(|path| path.file_name().unwrap().to_string_lossy().starts_with("script.")).unwrap();
        let args = fs::read_to_string(folder.join("args")).unwrap_or_default();
        let mut args: Vec<&str> = args.lines().collect();
        let of_language = if args.first() == Some(&"--language") { std::mem::take(&mut args) } else { Vec::new() };
        if folder.join("input.json").exists() {
            args.extend(["--input", "@input.json"]);
        }
        let run = |script: &Path, more: &[&str]| {
            let args = ["run", "--json"].iter().chain(&args).chain(more);
            Toolgate::new(args).arg(script).current_dir(&folder).end()
        };
        let source = run(&script, &of_language);
        let scratch = tempfile::tempdir().unwrap();
        let output = scratch.path().join("plan.wasm");
        let compile = Toolgate::new(["compile", "--json", "-o"]).arg(&output).arg(&script).current_dir(&folder);
        let compile = of_language.iter().fold(compile, |compile, arg| compile.arg(arg)).end();
        let name = folder.display();
        if compile.status != 0 {
            assert_eq!((compile.status, &compile.json()["error"]), (source.status, &source.json()["error"]), "{name}");
            assert_eq!(source.json()["usage"]["calls"], 0, "{name}");
            continue;
        }
        let (of_wasm, status, source) = (run(&output, &[]), source.status, source.json());
        assert_eq!(of_wasm.status, status, "{name}: {of_wasm:?}");
        let of_wasm = of_wasm.json();
        compared += 1;
        if status == 3 {
            assert_eq!(of_wasm["error"]["kind"], source["error"]["kind"], "{name}");
            continue;
        }
        let told = |end: &Value| -> Vec<Value> {
            end["logs"].as_array().unwrap().iter().map(|line| json!([line["level"], line["message"]])).collect()
        };
        assert_eq!((&of_wasm["result"], &of_wasm["error"]), (&source["result"], &source["error"]), "{name}");
        assert_eq!((&of_wasm["usage"]["calls"], told(&of_wasm)), (&source["usage"]["calls"], told(&source)), "{name}");
    }
    assert!(compared >= 15, "{compared}");
}

/// The plan of README.
const HEIGHTS: &str = "1. search(\"Great Peak\")\n2. solve(\"height of Great Peak in m?\", [\"$1\"])\n3. search(\"Small Peak\")\n\
    4. solve(\"height of Small Peak in m?\", [\"$3\"])\n5. solve(\"max($2, $4) / min($2, $4)\")\n\
    Thought: I can answer the question now.\n6. join()<END_OF_PLAN>\n";

fn a_plan_is_bound_to_its_tools() {
    let config = root().join("tests/cases/plan-json/toolgate.toml");
    let (folder, path) = file("heights.plan", HEIGHTS);
    let compile = || Toolgate::new(["compile"]).arg(&path).current_dir(folder.path());
    // Without them there is nothing that it could mean.
    let ended = compile().arg("--json").end().with_status(1).json();
    assert_eq!((&ended["error"]["kind"], &ended["error"]["line"]), (&json!("syntax"), &json!(1)));
    compile().end().with_status(1).says(&["no tool is named \"search\"", "> 1 | 1. search"]);
    assert!(!folder.path().join("heights.wasm").exists());

    compile().arg("--config").arg(&config).end().with_status(0).says(&["it names maths.solve, wiki.search\n"]);
    let output = folder.path().join("heights.wasm");
    let [of_source, of_wasm] = [&path, &output].map(|script| {
        let ended = Toolgate::new(["run", "--json", "--config"]).arg(&config).arg(script).end().with_status(0).json();
        (ended["result"].clone(), ended["usage"]["calls"].clone())
    });
    assert_eq!(of_wasm, of_source);
    assert_eq!(of_wasm.1, 5);
    let told = Toolgate::new(["inspect"]).arg(&output).end().with_status(0).stdout;
    for part in
        ["source    heights.plan (plan, 7 lines)", "tools     maths.solve, wiki.search", "engine    javascript, "]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("note"), "{told}");
    let source = Toolgate::new(["inspect", "--source"]).arg(&output).end().with_status(0).stdout;
    assert_eq!(source, HEIGHTS);
    // By the flag, from standard input.
    let by_flag =
        Toolgate::new(["compile", "-", "--language", "plan", "--json", "-o"]).arg(folder.path().join("x.wasm"));
    let told = by_flag.arg("--config").arg(&config).stdin(HEIGHTS).end().with_status(0).json();
    assert_eq!((&told["record"]["language"], &told["record"]["source"]), (&json!("plan"), &Value::Null));
}

/// The file with another text in its record, as long as the one that was there.
fn with_record(wasm: &[u8], from: &str, to: &str) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = wasm.windows(from.len()).rposition(|window| window == from.as_bytes()).unwrap();
    let mut other = wasm.to_vec();
    other[at..at + to.len()].copy_from_slice(to.as_bytes());
    other
}

/// The same with a record of another form, and the digest that goes with it: what ends the file but for `"}`.
fn of_form(wasm: &[u8], form: u32) -> Vec<u8> {
    let mut other = with_record(wasm, "{\"format\":2,", &format!("{{\"format\":{form},"));
    let digits = other.len() - 66..other.len() - 2;
    let digest = blake3::hash(&[&other[..digits.start], &other[digits.end..]].concat()).to_hex();
    other[digits].copy_from_slice(digest.as_bytes());
    other
}

fn another_engine_runs() {
    let (_folder, _, output) = compiled("one.js", "return 1");
    let wasm = fs::read(&output).unwrap();
    let mut record = Record::read(&wasm).unwrap().unwrap();
    record.engine.as_mut().unwrap().blake3 = "0".repeat(64);
    fs::write(&output, record.append(&wasm).unwrap()).unwrap();
    assert_eq!(run(&output, &[]).with_status(0).stdout, "1\n");
    let told = Toolgate::new(["inspect"]).arg(&output).end().with_status(0).stdout;
    assert!(told.contains("note      this version of toolgate has another engine"), "{told}");
}

/// Compiled by a version that does not exist yet: with a newer contract, which is in all names of what it imports, and with another
/// form of records.
fn a_later_version_is_told_with_what_to_do() {
    let (_folder, _, output) = compiled("one.js", "return 1");
    let wasm = fs::read(&output).unwrap();
    let mut record = Record::read(&wasm).unwrap().unwrap();
    (record.toolgate, record.contract) = ("7.0.0".to_owned(), "0.7.0".to_owned());
    fs::write(&output, record.append(&of_contract("0.7.0", wasm.clone())).unwrap()).unwrap();
    run(&output, &[]).with_status(2).says(&[
        "one.wasm is not a script: it was made for version 0.7.0 of toolgate:tools",
        "compile its source again",
    ]);
    let told = Toolgate::new(["inspect"]).arg(&output).end().with_status(0).stdout;
    for part in
        ["by toolgate 7.0.0, for toolgate:tools 0.7.0", "has version 0.1.0 of toolgate:tools: compile the script again"]
    {
        assert!(told.contains(part), "{part}: {told}");
    }
    // The source is still inside.
    let source = Toolgate::new(["inspect", "--source"]).arg(&output).end().with_status(0).stdout;
    assert_eq!(source, "return 1\n");

    fs::write(&output, of_form(&wasm, 3)).unwrap();
    let advice =
        "what it says of its source can't be read by toolgate 0.1.0: compile the script again with this version";
    assert_eq!(run(&output, &[]).with_status(0).says(&["warning: ", advice]).stdout, "1\n");
    let told = Toolgate::new(["inspect"]).arg(&output).end().with_status(0).stdout;
    assert!(told.contains(&format!("note      {advice}")), "{told}");
    let ended = Toolgate::new(["inspect", "--source"]).arg(&output).end().with_status(2);
    ended.says(&["has no source that can be shown", advice]);
}

fn a_source_that_does_not_fit_gives_no_places() {
    let (_folder, _, output) = compiled("throws.js", THROWS);
    let wasm = fs::read(&output).unwrap();
    // As by a version that prepares sources in another way, by the one before this form of records, and by one after it.
    let mut other = Record::read(&wasm).unwrap().unwrap();
    other.source = other.source.map(|source| source.replace("`bad ${n}`", "`BAD ${n}`"));
    for (bytes, part) in [
        (other.append(&wasm).unwrap(), "its errors have no places: compile the script again"),
        (of_form(&wasm, 1), "can't be read by toolgate"),
        (of_form(&wasm, 9), "can't be read by toolgate"),
    ] {
        fs::write(&output, bytes).unwrap();
        let ended = run(&output, &["--input", "7"]).with_status(1);
        let ended = ended.says(&["warning: ", part, "error: TypeError: bad 7\n"]);
        assert!(!ended.stderr.contains("(line"), "{ended:?}");
    }
}

/// The component with another version in every name of the contract.
fn of_contract(version: &str, mut wasm: Vec<u8>) -> Vec<u8> {
    let (from, to) = (b"toolgate:tools/calls@0.1.0", format!("toolgate:tools/calls@{version}"));
    let places: Vec<usize> = (0..wasm.len() - from.len()).filter(|at| wasm[*at..].starts_with(from)).collect();
    for at in places {
        wasm[at..at + to.len()].copy_from_slice(to.as_bytes());
    }
    wasm
}

fn another_contract_is_refused() {
    // In a component that has no record.
    let wasm = fs::read(guest("orders-script")).unwrap();
    let (_folder, path) = file("old.wasm", of_contract("0.7.0", wasm));
    let ended = run(&path, &[]).with_status(2);
    ended.says(&[
        "it was made for version 0.7.0 of toolgate:tools",
        "toolgate 0.1.0 has version 0.1.0",
        "compile its source again",
    ]);
}

fn output_has_a_place() {
    let (folder, path) = file("one.js", "return 1");
    let compile = |output: &Path| Toolgate::new(["compile"]).arg(&path).arg("-o").arg(output).end();
    compile(folder.path()).with_status(2).says(&["can't write", "it is a directory"]);
    let replaced = |output: &Path, config: &str| {
        let compile = Toolgate::new(["compile", "./one.js", "--config", config, "-o"]).arg(output);
        compile.current_dir(folder.path()).end().with_status(2).says(&["-o would replace", "name another file"]);
    };
    fs::write(folder.path().join("tools.toml"), "").unwrap();
    std::os::unix::fs::symlink("one.js", folder.path().join("link.js")).unwrap();
    for output in [path.clone(), "one.js".into(), "./one.js".into(), "link.js".into(), "tools.toml".into()] {
        replaced(&output, "tools.toml");
    }
    assert_eq!(fs::read(folder.path().join("tools.toml")).unwrap(), b"");
    compile(&folder.path().join("no/where.wasm")).with_status(2).says(&["can't write"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), "return 1");
    Toolgate::new(["compile", "-"]).stdin("return 1").end().with_status(2).says(&["-o"]);
    Toolgate::new(["compile", "-", "-o", "-", "--json"]).stdin("return 1").end().with_status(2).says(&["name a file"]);
    let output = folder.path().join("in.wasm");
    let compile = Toolgate::new(["compile", "-", "--json", "-o"]).arg(&output).stdin("return 1 as number").end();
    let told = compile.with_status(0).json();
    assert_eq!((&told["record"]["language"], &told["record"]["source"]), (&json!("typescript"), &Value::Null));
    assert_eq!(told["bytes"], fs::metadata(&output).unwrap().len());
}

fn an_engine_that_has_to_be_compiled_is_told_once() {
    // In a file that says only by its fence that it is Python.
    let (folder, path) = file("one.md", "```python\n1\n```");
    let cache = tempfile::tempdir().unwrap();
    let compile = |path: &Path| {
        let compile = Toolgate::new(["compile"]).arg(path).current_dir(folder.path()).cache_home(cache.path());
        compile.limit(PYTHON_LIMIT).end().with_status(0)
    };
    let note = "compiling the Python engine";
    assert!(compile(&path).says(&[note, "wrote one.wasm"]).stderr.contains("compiled the Python engine in "));
    fs::write(&path, "```python\n2\n```").unwrap();
    let again = compile(&path);
    assert!(!again.stderr.contains("engine"), "{again:?}");
}

fn what_can_not_be_compiled() {
    let compile = |path: &Path, args: &[&str]| {
        Toolgate::new(["compile", "-o", "/dev/null/x.wasm"].iter().chain(args)).arg(path).end()
    };
    compile(&guest("unruly"), &[]).with_status(2).says(&["is a component already: run it as it is"]);
    let (_folder, path) = file("large.js", format!("return {:?}", "x".repeat(2_000)));
    compile(&path, &["--source", "1KiB"]).with_status(3).says(&["raise the limit `source`"]);
    let named = "`cobol` is nothing that can be compiled: use `javascript`, `typescript`, `python`, `plan` or `rust`";
    compile(&path, &["--language", "cobol"]).with_status(2).says(&[named]);
    compile(Path::new("nowhere.js"), &[]).with_status(2).says(&["can't read the script nowhere.js"]);
    run(Path::new("x.rs"), &[]).with_status(2).says(&["x.rs is Rust", "toolgate compile x.rs"]);
}
