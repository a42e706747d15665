//! A case: a folder with a script, its tools, and what must come out.
//!
//! ```text
//! tests/cases/NAME/
//!   script.js | script.ts | script.py | script.md | script.plan | script.plan.json
//!   toolgate.toml     optional
//!   input.json        optional: what the script finds as `input`
//!   args              optional: more arguments, one a line; $SCRATCH is an empty folder of the run's own
//!   files/            optional: what the arguments and the configuration refer to, beside any *.json
//!   expected.json     {"result", "truncated", "logs", "usage"}: see `compare::output`
//!   error.txt         or: `KIND STATUS`, then lines of which each must occur in the error; the kind is `usage` where the
//!                     command line itself refuses
//! ```

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use serde_json::Value;

use super::{Toolgate, compare};

/// A case as its folder says it.
struct Case {
    folder: PathBuf,
    script: PathBuf,
    args: Vec<String>,
    expect: Expect,
}

enum Expect {
    Output(Value),
    Error { kind: String, status: i32, lines: Vec<String> },
}

/// Every folder of `tests/cases`.
pub(crate) fn cases() -> Vec<Trial> {
    let folder = super::root().join("tests/cases");
    let mut folders: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "{} has no cases", folder.display());
    let trial = |folder: PathBuf| {
        let name = format!("cases::{}", folder.file_name().unwrap().to_string_lossy());
        Trial::test(name, move || Ok(Case::read(&folder).and_then(|case| case.check())?))
    };
    folders.into_iter().map(trial).collect()
}

impl Case {
    /// Reads the folder; whatever it holds must mean something.
    fn read(folder: &Path) -> Result<Self, String> {
        let mut scripts = Vec::new();
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let name = entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned();
            match name.as_str() {
                "script.js" | "script.ts" | "script.py" | "script.md" | "script.plan" | "script.plan.json" => {
                    scripts.push(name)
                }
                "toolgate.toml" | "args" | "error.txt" | "files" => names.push(name),
                _ if name.ends_with(".json") => names.push(name),
                _ => return Err(format!("{name} is no part of a case")),
            }
        }
        let [script] = &*scripts else { return Err(format!("a case has one script, and this has {scripts:?}")) };
        let has = |name: &str| names.iter().any(|known| known == name);
        let text = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
        let expect = match (has("expected.json"), has("error.txt")) {
            (true, false) => Expect::Output(
                serde_json::from_str(&text("expected.json")?).map_err(|error| format!("expected.json: {error}"))?,
            ),
            (false, true) => Expect::error(&text("error.txt")?)?,
            _ => return Err("a case has either expected.json or error.txt".to_owned()),
        };
        let mut args = Vec::new();
        if has("input.json") {
            args.extend(["--input".to_owned(), "@input.json".to_owned()]);
        }
        if has("args") {
            args.extend(text("args")?.lines().map(str::to_owned));
        }
        Ok(Self { folder: folder.to_owned(), script: script.into(), args, expect })
    }

    /// Runs it.
    fn check(&self) -> Result<(), String> {
        let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
        let args = self.args.iter().map(|arg| arg.replace("$SCRATCH", &scratch.path().to_string_lossy()));
        let ended = Toolgate::new(["run", "--json"]).arg(&self.script).current_dir(&self.folder);
        let ended = args.fold(ended, Toolgate::arg).end();
        let all = || format!("\nexit status {}\nstdout: {}stderr: {}", ended.status, ended.stdout, ended.stderr);
        let verdict = match &self.expect {
            Expect::Output(_) if ended.status != 0 => Err("it failed".to_owned()),
            Expect::Output(expected) => compare::output(expected, &ended.json()),
            Expect::Error { status, .. } if ended.status != *status => Err(format!("expected exit status {status}")),
            Expect::Error { kind, lines, .. } => {
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                if kind == "usage" {
                    compare::error(&lines, &ended.stderr)
                } else {
                    let output = ended.json();
                    match output["error"]["kind"].as_str() {
                        Some(actual) if actual == kind => compare::error(&lines, &compare::error_text(&output)),
                        actual => Err(format!("expected an error of kind {kind}, got {actual:?}")),
                    }
                }
            }
        };
        verdict.map_err(|reason| reason + &all())
    }
}

impl Expect {
    fn error(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default().split_once(' ');
        let first = first.and_then(|(kind, status)| Some((kind.to_owned(), status.parse().ok()?)));
        let (kind, status) = first.ok_or("error.txt begins with `KIND STATUS`")?;
        let lines = lines.map(|line| line.trim_end().to_owned()).filter(|line| !line.is_empty()).collect();
        Ok(Self::Error { kind, status, lines })
    }
}

crate::tests![a_case_expects_something, a_wrong_expectation_fails];

/// A case in a folder of its own.
fn case(files: &[(&str, &str)]) -> (tempfile::TempDir, Result<Case, String>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let case = Case::read(folder.path());
    (folder, case)
}

fn a_case_expects_something() {
    let refused = |files: &[(&str, &str)]| case(files).1.err().unwrap();
    assert!(refused(&[("script.js", "1")]).contains("either expected.json or error.txt"));
    assert!(refused(&[("script.js", "1"), ("expected.json", "{}"), ("error.txt", "thrown 1")]).contains("either"));
    assert!(refused(&[("expected.json", "{}")]).contains("one script"));
    assert!(refused(&[("script.js", "1"), ("expected.jsn", "{}")]).contains("no part of a case"));
    assert!(refused(&[("script.js", "1"), ("error.txt", "thrown")]).contains("KIND STATUS"));
}

fn a_wrong_expectation_fails() {
    let verdict = |files: &[(&str, &str)]| {
        let (_folder, case) = case(files);
        case.unwrap().check()
    };
    let (returns, throws) = (("script.js", "return 42"), ("script.js", "throw new Error('no')"));
    verdict(&[returns, ("expected.json", r#"{"result": 42}"#)]).unwrap();
    verdict(&[throws, ("error.txt", "thrown 1\nError: no")]).unwrap();
    for (files, reason) in [
        ([returns, ("expected.json", r#"{"result": 43}"#)], "result: expected 43, got 42"),
        ([returns, ("error.txt", "thrown 1")], "expected exit status 1"),
        ([throws, ("expected.json", r#"{"result": 42}"#)], "it failed"),
        ([throws, ("error.txt", "thrown 3")], "expected exit status 3"),
        ([throws, ("error.txt", "syntax 1")], "expected an error of kind syntax"),
        ([throws, ("error.txt", "thrown 1\nError: yes")], "not said:\nError: yes"),
    ] {
        let said = verdict(&files).unwrap_err();
        assert!(said.starts_with(reason), "{said}");
    }
}
