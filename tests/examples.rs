//! Everything that is documentation and claims to run: the scripts of `examples/`, and the README's commands, script and
//! configuration.

use std::fs;
use std::path::PathBuf;

use libtest_mimic::Trial;
use serde_json::json;
use toolgate::Limits;
use toolgate::config::Config;

use crate::harness::{Toolgate, guest, root, test};

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = scripts().into_iter().map(script).collect();
    trials.extend(commands());
    trials.extend([
        test("examples::review_finds_what_is_there", review_finds_what_is_there),
        test("examples::the_readme_shows_scripts_as_they_are", the_readme_shows_scripts_as_they_are),
        test("examples::the_readmes_plans_run", the_readmes_plans_run),
        test("examples::the_readme_shows_a_valid_configuration", the_readme_shows_a_valid_configuration),
    ]);
    trials
}

fn scripts() -> Vec<PathBuf> {
    let mut scripts: Vec<PathBuf> = fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension().is_some_and(|extension| ["js", "ts", "py"].iter().any(|known| extension == *known))
        })
        .collect();
    scripts.sort();
    assert!(!scripts.is_empty(), "there are no examples");
    scripts
}

/// An example runs, with the tools and the input that it says it needs.
fn script(path: PathBuf) -> Trial {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    test(&format!("examples::{name}"), move || {
        let plugin = format!("files={}", guest("files").display());
        let args: &[&str] = match name.as_str() {
            "orders.ts" | "orders.py" => &["--config", "../examples/toolgate.toml", "--input", "{\"days\": 7}"],
            "review.ts" => &["--plugin", &plugin, "--dir", "files=../examples::/src"],
            _ => &[],
        };
        Toolgate::new(["run", "--json"].iter().chain(args)).arg(&path).end().with_status(0);
    })
}

const RUST: &str = r#"// A small tree to review.
pub fn short() -> u32 {
    1
}

impl Thing {
    /// FIXME: describe it.
    pub(crate) async fn long(&self) {
        let one = 1;
        let two = 2;
        unsafe { both(one, two) }
    }

    fn declared(&self);
}
"#;

fn review_finds_what_is_there() {
    let tree = tempfile::tempdir().unwrap();
    fs::create_dir_all(tree.path().join("deep/er")).unwrap();
    fs::write(tree.path().join("deep/er/lib.rs"), RUST).unwrap();
    fs::write(tree.path().join("main.rs"), "fn main() {\n    todo!()\n}\n").unwrap();
    fs::write(tree.path().join("notes.md"), "unsafe FIXME\n").unwrap();
    let plugin = format!("files={}", guest("files").display());
    let grant = format!("files={}::/src", tree.path().display());
    let run = Toolgate::new(["run", "../examples/review.ts", "--json", "--plugin", &plugin, "--dir", &grant]);
    let output = run.end().with_status(0).json();
    let expected = json!({
        "files": 2,
        "lines": 16 + 4,
        "unsafe": { "total": 1, "most": [{ "file": "deep/er/lib.rs", "count": 1 }] },
        "todo": { "total": 2, "most": [{ "file": "deep/er/lib.rs", "count": 1 }, { "file": "main.rs", "count": 1 }] },
        "longestFunctions": [
            { "name": "long", "file": "deep/er/lib.rs", "line": 8, "lines": 5 },
            { "name": "short", "file": "deep/er/lib.rs", "line": 2, "lines": 3 },
            { "name": "main", "file": "main.rs", "line": 1, "lines": 3 },
        ],
    });
    assert_eq!(output["result"], expected);
    assert_eq!(output["usage"]["calls"], 3);
}

/// A fenced block of the README.
struct Block {
    /// Where it begins.
    line: usize,
    tag: String,
    content: String,
}

fn readme() -> Vec<Block> {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (line, text) in (1..).zip(text.lines()) {
        match (&mut open, text.strip_prefix("```")) {
            (None, Some(tag)) => open = Some(Block { line, tag: tag.trim().to_owned(), content: String::new() }),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some(block), _) => block.content.push_str(&format!("{text}\n")),
            (None, None) => {}
        }
    }
    blocks
}

/// The commands that the README shows with their output: lines `$ … toolgate …` of its console blocks.
fn commands() -> Vec<Trial> {
    let mut trials = Vec::new();
    for block in readme().into_iter().filter(|block| block.tag == "console") {
        for shown in block.content.split("$ ").filter(|shown| shown.contains("toolgate run")) {
            let (command, output) = shown.split_once('\n').unwrap_or((shown, ""));
            let (command, output) = (command.to_owned(), output.to_owned());
            trials.push(test(&format!("examples::README.md:{}", block.line), move || {
                let ended = Toolgate::shell(&command).end();
                assert_eq!(ended.stdout + &ended.stderr, output, "{command}");
            }));
        }
    }
    trials
}

/// A script that begins with `// examples/NAME`, or with `#` for `//`, is that file, but for the first line.
fn the_readme_shows_scripts_as_they_are() {
    let mut shown = 0;
    for block in readme() {
        let Some((first, rest)) = block.content.split_once('\n') else { continue };
        let Some(name) = first.strip_prefix("// examples/").or(first.strip_prefix("# examples/")) else { continue };
        let file = fs::read_to_string(root().join("examples").join(name)).unwrap();
        let (_, body) = file.split_once('\n').unwrap();
        assert_eq!(rest, body, "line {}: {name}", block.line);
        shown += 1;
    }
    assert!(shown > 0, "the README shows no example");
}

/// With tools of the names that they use.
fn the_readmes_plans_run() {
    const TOOLS: &str = r#"
[providers.wiki]
kind = "simulated"
[[providers.wiki.tools]]
name = "search"
returns = { text = "8849 m high" }
input_schema = { type = "object", properties = { entity = { type = "string" } }, required = ["entity"] }
[[providers.wiki.tools]]
name = "solve"
echo = true
input_schema = { type = "object", properties = { problem = { type = "string" }, context = { type = "array" } }, required = ["problem"] }
"#;
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("toolgate.toml");
    fs::write(&config, TOOLS).unwrap();
    let run = |tag: &str, has: &str| {
        let blocks = readme();
        let block = blocks.iter().find(|block| block.tag == tag && block.content.contains(has)).unwrap();
        let run = Toolgate::new(["run", "-", "--language", "plan", "--json", "--config"]).arg(&config);
        let ended = run.stdin(block.content.clone()).end().with_status(0);
        serde_json::from_str::<serde_json::Value>(&ended.stdout).unwrap()
    };
    let text = run("text", "join()<END_OF_PLAN>");
    assert_eq!(text["usage"]["calls"], 5, "{text}");
    assert_eq!(text["result"]["2"]["context"], json!([{ "text": "8849 m high" }]), "{text}");
    let dag = run("json", "\"$ref\": \"peak\"");
    assert_eq!(dag["result"]["height"], json!({ "problem": "height?", "context": ["8849 m high"] }), "{dag}");
}

fn the_readme_shows_a_valid_configuration() {
    let folder = tempfile::tempdir().unwrap();
    for dir in ["src", "target/guests"] {
        fs::create_dir_all(folder.path().join(dir)).unwrap();
    }
    for file in ["target/guests/files.wasm", "target/guests/http.wasm", "roots.pem"] {
        fs::write(folder.path().join(file), "").unwrap();
    }
    let blocks = readme();
    let block = blocks.iter().find(|block| block.tag == "toml").unwrap();
    let config = Config::parse(&block.content, folder.path(), "README.md").unwrap();
    assert_eq!(config.providers.len(), 3);
    // It says that these are the defaults, and shows all of them.
    assert_eq!(config.limits, Limits::default());
    let limits = block.content.split_once("[limits]").unwrap().1;
    let shown: Vec<&str> = limits.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
    let all = format!("{:?}", Limits::default());
    assert_eq!(shown.len(), all.matches(": ").count(), "{shown:?} {all}");
}
