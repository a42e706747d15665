//! The corpus: scripts as models write them, each in every language that is run, against recorded tools. What must come out was
//! found by running the scripts elsewhere, in the languages' own engines; nothing here knows a language but by `LANGUAGES`.
//!
//! ```text
//! tests/corpus/CATEGORY/NAME/
//!   script.js, script.py   the same job in each language
//!   expected.json          what all of them return, numbers by value: 1 and 1.0 are the same
//!   input.json             optional: what the script finds as `input`
//!   tools.json             optional: {"PROVIDER.NAME": [recording, …]}, see `Recording`
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use libtest_mimic::Trial;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use toolgate::catalog::ToolDefinition;
use toolgate::provider::{CallError, CallErrorKind, Native, NativeTool};
use toolgate::{Json, Script};

use crate::harness::{differences, root};
use crate::library::{block_on, builder};

/// A language in which cases are run.
struct Language {
    /// How its trials' names end.
    name: &'static str,
    file: &'static str,
    script: fn(String) -> Script,
}

const LANGUAGES: &[Language] = &[
    Language { name: "js", file: "script.js", script: Script::javascript },
    Language { name: "py", file: "script.py", script: Script::python },
];

/// The files that every case has.
const FILES: [&str; 3] = ["script.js", "script.py", "expected.json"];

/// The files that a case may have.
const OPTIONAL_FILES: [&str; 2] = ["input.json", "tools.json"];

/// The longest that a recording may make a script wait, in milliseconds.
const MAX_DELAY_MS: u64 = 50;

/// Every case in every language.
pub(crate) fn cases() -> Vec<Trial> {
    let mut trials = Vec::new();
    for category in folders(&root().join("tests/corpus")) {
        for folder in folders(&category) {
            let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            for language in LANGUAGES {
                let folder = folder.clone();
                let name = format!("corpus::{}/{}::{}", name(&category), name(&folder), language.name);
                trials.push(Trial::test(name, move || Ok(Case::read(&folder, language)?.check()?)));
            }
        }
    }
    assert!(!trials.is_empty(), "the corpus has no cases");
    trials
}

fn folders(within: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(within).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    if let Some(file) = folders.iter().find(|path| !path.is_dir()) {
        panic!("{} is no part of the corpus: a case is a folder in a category's folder", file.display());
    }
    folders
}

/// One case in one language.
struct Case {
    script: Script,
    input: Value,
    tools: Vec<Arc<Tool>>,
    expected: Value,
}

impl Case {
    /// Reads the folder; whatever it holds must mean something.
    fn read(folder: &Path, language: &Language) -> Result<Self, String> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            names.push(entry.map_err(|error| error.to_string())?.file_name().to_string_lossy().into_owned());
        }
        let known = |name: &str| FILES.contains(&name) || OPTIONAL_FILES.contains(&name);
        if let Some(name) = names.iter().find(|name| !known(name)) {
            return Err(format!("{name} is no part of a case"));
        }
        if let Some(missing) = FILES.iter().find(|file| !names.iter().any(|name| name == *file)) {
            return Err(format!("a case has a {missing}"));
        }
        let text = |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| format!("{name}: {error}"));
        let json = |name: &str| serde_json::from_str(&text(name)?).map_err(|error| format!("{name}: {error}"));
        let optional =
            |name: &str| if names.iter().any(|known| known == name) { json(name).map(Some) } else { Ok(None) };
        Ok(Self {
            script: (language.script)(text(language.file)?),
            input: optional("input.json")?.unwrap_or(Value::Null),
            tools: optional("tools.json")?.map_or(Ok(Vec::new()), Tool::read)?,
            expected: json("expected.json")?,
        })
    }

    /// Runs it. What is recorded and never asked for is most likely misspelt.
    fn check(self) -> Result<(), String> {
        let mut providers: BTreeMap<String, Native> = BTreeMap::new();
        for tool in &self.tools {
            let provider = providers.remove(&tool.provider).unwrap_or_default();
            providers.insert(tool.provider.clone(), provider.tool(Tool::native(Arc::clone(tool))));
        }
        let output = block_on(async {
            let builder = providers.into_iter().fold(builder(), |builder, (name, tools)| builder.provider(name, tools));
            let runtime = builder.build().await.map_err(|error| error.to_string())?;
            runtime.run(self.script, Json::from(self.input)).await.map_err(|error| format!("{error:?}"))
        })?;
        differences("result", &by_value(&self.expected), &by_value(&output.result.to_value()))?;
        let unused: Vec<String> = self.tools.iter().flat_map(|tool| tool.unused()).collect();
        if unused.is_empty() { Ok(()) } else { Err(format!("recorded, but never asked for: {}", unused.join(", "))) }
    }
}

/// The same value, in which a number is what a double holds of it, and an integer where it has no fraction.
fn by_value(value: &Value) -> Value {
    /// Up to here a double holds every integer.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value {
        Value::Array(items) => items.iter().map(by_value).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), by_value(value))).collect(),
        Value::Number(number) => match number.as_f64() {
            #[expect(clippy::cast_possible_truncation, reason = "checked to be an integer that fits")]
            Some(float) if float.fract() == 0.0 && float.abs() <= EXACT => Value::from(float as i64),
            Some(float) => Value::from(float),
            None => value.clone(),
        },
        _ => value.clone(),
    }
}

/// What a tool answers to some arguments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recording {
    /// The arguments that it answers; any, where there are none.
    arguments: Option<Value>,
    /// Either this or `error`.
    #[serde(default, deserialize_with = "present")]
    result: Option<Value>,
    error: Option<Failure>,
    /// Milliseconds until the answer, at most [`MAX_DELAY_MS`].
    #[serde(default)]
    delay_ms: u64,
    /// How often it answers; always, if not told.
    times: Option<u32>,
}

/// A recorded error.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Failure {
    kind: CallErrorKind,
    message: String,
    data: Option<Value>,
    #[serde(default)]
    retryable: bool,
}

/// A field that is there, `null` included.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// A tool that answers with what was recorded.
struct Tool {
    provider: String,
    name: String,
    recordings: Vec<Recording>,
    /// How often each recording has answered.
    used: Mutex<Vec<u32>>,
}

impl Tool {
    fn read(tools: Value) -> Result<Vec<Arc<Self>>, String> {
        let tools: BTreeMap<String, Vec<Recording>> =
            serde_json::from_value(tools).map_err(|error| format!("tools.json: {error}"))?;
        let tool = |(full_name, mut recordings): (String, Vec<Recording>)| {
            let refused = |reason: &str| format!("tools.json: {full_name}: {reason}");
            let (provider, name) = full_name.split_once('.').ok_or_else(|| refused("a name is PROVIDER.NAME"))?;
            for recording in &mut recordings {
                recording.arguments = recording.arguments.as_ref().map(by_value);
            }
            if recordings.is_empty() {
                return Err(refused("nothing is recorded"));
            }
            for (at, recording) in recordings.iter().enumerate() {
                recording.check(&recordings[..at]).map_err(|reason| refused(&format!("[{at}]: {reason}")))?;
            }
            let used = Mutex::new(vec![0; recordings.len()]);
            Ok(Arc::new(Self { provider: provider.to_owned(), name: name.to_owned(), recordings, used }))
        };
        tools.into_iter().map(tool).collect()
    }

    /// The tool for a runtime. What answers is decided when the call is made, not when the answer is due.
    fn native(self: Arc<Self>) -> NativeTool {
        NativeTool::raw(ToolDefinition::new(&*self.name), move |call| {
            let (delay, answer) = self.answer(&call.arguments.to_value());
            async move {
                if !delay.is_zero() {
                    tokio::time::sleep(delay).await;
                }
                answer
            }
        })
    }

    /// The first recording that fits and is not used up.
    fn answer(&self, arguments: &Value) -> (Duration, Result<Json, CallError>) {
        let arguments = by_value(arguments);
        let mut used = self.used.lock().unwrap();
        let fits = |(recording, used): (&Recording, &u32)| {
            recording.arguments.as_ref().is_none_or(|wanted| *wanted == arguments)
                && recording.times.is_none_or(|times| *used < times)
        };
        let Some(at) = self.recordings.iter().zip(used.iter()).position(fits) else {
            let message = format!("nothing is recorded for {}.{} with {arguments}", self.provider, self.name);
            return (Duration::ZERO, Err(CallError::failed(message)));
        };
        used[at] += 1;
        (Duration::from_millis(self.recordings[at].delay_ms), self.recordings[at].answer())
    }

    fn unused(&self) -> Vec<String> {
        let used = self.used.lock().unwrap();
        let unused = used.iter().enumerate().filter(|(_, used)| **used == 0);
        unused.map(|(at, _)| format!("{}.{}[{at}]", self.provider, self.name)).collect()
    }
}

impl Recording {
    /// Refuses what can't be meant, given the recordings before it.
    fn check(&self, earlier: &[Self]) -> Result<(), String> {
        if self.result.is_some() == self.error.is_some() {
            return Err("a recording has either a result or an error".to_owned());
        }
        if self.arguments.as_ref().is_some_and(|arguments| !arguments.is_object()) {
            return Err("arguments are an object".to_owned());
        }
        if self.delay_ms > MAX_DELAY_MS {
            return Err(format!("delay_ms is at most {MAX_DELAY_MS}"));
        }
        if self.times == Some(0) {
            return Err("times is at least 1".to_owned());
        }
        let covers = |before: &Self| {
            before.times.is_none() && (before.arguments.is_none() || before.arguments == self.arguments)
        };
        match earlier.iter().position(covers) {
            Some(before) => Err(format!("recording [{before}] answers everything that this one would")),
            None => Ok(()),
        }
    }

    fn answer(&self) -> Result<Json, CallError> {
        match (&self.result, &self.error) {
            (_, Some(Failure { kind, message, data, retryable })) => {
                let error = CallError::new(*kind, message).retryable(*retryable);
                Err(if let Some(data) = data { error.with_data(data.clone()) } else { error })
            }
            (result, None) => Ok(Json::from(result.clone().unwrap_or_default())),
        }
    }
}

crate::tests![
    numbers_are_compared_by_value,
    a_case_is_made_of_known_files,
    what_a_recording_can_not_mean,
    the_first_recording_that_fits_answers,
    a_case_that_is_wrong_fails,
];

/// What a case of these files comes to in JavaScript.
fn verdict(files: &[(&str, &str)]) -> Result<(), String> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    Case::read(folder.path(), &LANGUAGES[0])?.check()
}

fn numbers_are_compared_by_value() {
    let same = |a: &str, b: &str| {
        let read = |text: &str| by_value(&serde_json::from_str(text).unwrap());
        read(a) == read(b)
    };
    assert!(same(r#"{"a": [1.0, -0.0, 1e3]}"#, r#"{"a": [1, 0, 1000]}"#));
    assert!(same("1e21", "1000000000000000000000"));
    assert!(!same("1.5", "1"));
    assert!(!same("1", r#""1""#));
    assert!(!same("0.1", "0.10000000000000002"));
    assert!(same("1152921504606847000", "1.152921504606847e18"));
    assert!(!same("9007199254740991", "9007199254740992"));
}

fn a_case_is_made_of_known_files() {
    let (js, py, expected) = (("script.js", "return 1"), ("script.py", "return 1"), ("expected.json", "1.0"));
    verdict(&[js, py, expected]).unwrap();
    assert_eq!(verdict(&[js, expected]).unwrap_err(), "a case has a script.py");
    assert_eq!(verdict(&[js, py]).unwrap_err(), "a case has a expected.json");
    assert_eq!(verdict(&[js, py, expected, ("imput.json", "1")]).unwrap_err(), "imput.json is no part of a case");
    assert!(verdict(&[js, py, expected, ("input.json", "{")]).unwrap_err().starts_with("input.json: "));
}

fn what_a_recording_can_not_mean() {
    let refused = |tools: &str| {
        let files = [("script.js", "return 1"), ("script.py", "1"), ("expected.json", "1"), ("tools.json", tools)];
        verdict(&files).unwrap_err()
    };
    for (tools, reason) in [
        (r#"{"ab": [{"result": 1}]}"#, "ab: a name is PROVIDER.NAME"),
        (r#"{"a.b": []}"#, "a.b: nothing is recorded"),
        (r#"{"a.b": [{}]}"#, "a.b: [0]: a recording has either a result or an error"),
        (r#"{"a.b": [{"result": null, "error": {"kind": "failed", "message": ""}}]}"#, "either a result or an error"),
        (r#"{"a.b": [{"result": 1, "delay": 5}]}"#, "unknown field `delay`"),
        (r#"{"a.b": [{"error": {"kind": "rate-limited", "message": ""}}]}"#, "unknown variant `rate-limited`"),
        (r#"{"a.b": [{"result": 1, "delay_ms": 51}]}"#, "delay_ms is at most 50"),
        (r#"{"a.b": [{"result": 1, "times": 0}]}"#, "times is at least 1"),
        (r#"{"a.b": [{"arguments": [1], "result": 1}]}"#, "arguments are an object"),
        (r#"{"a.b": [{"result": 1}, {"arguments": {}, "result": 2}]}"#, "[1]: recording [0] answers everything"),
        (r#"{"a.b": [{"arguments": {"x": 1}, "result": 1}]}"#, "recorded, but never asked for: a.b[0]"),
    ] {
        let said = refused(tools);
        assert!(said.contains(reason), "{said}");
    }
}

fn the_first_recording_that_fits_answers() {
    let tools = r#"{"a.b": [
        {"arguments": {"x": 1, "y": {"z": 2}}, "error": {"kind": "unavailable", "message": "busy", "data": {"n": 1}, "retryable": true}, "times": 1},
        {"arguments": {"y": {"z": 2.0}, "x": 1}, "result": null, "delay_ms": 1},
        {"result": "other", "times": 1}
    ]}"#;
    let script = "const out = [];
        for (const args of [{ y: { z: 2 }, x: 1 }, { x: 1, y: { z: 2 } }, { x: 1, y: { z: 2 } }, {}, {}]) {
            out.push(await tools.a.b(args).catch(({ kind, data, retryable }) => ({ kind, data, retryable })));
        }
        return out";
    let expected = r#"[
        {"kind": "unavailable", "data": {"n": 1}, "retryable": true}, null, null, "other",
        {"kind": "failed", "data": null, "retryable": false}
    ]"#;
    verdict(&[("script.js", script), ("script.py", ""), ("tools.json", tools), ("expected.json", expected)]).unwrap();
}

fn a_case_that_is_wrong_fails() {
    let said =
        |script: &str| verdict(&[("script.js", script), ("script.py", ""), ("expected.json", "[2]")]).unwrap_err();
    assert_eq!(said("return [3]"), "result[0]: expected 2, got 3");
    assert!(said("throw new Error('no')").contains("no"));
}
