//! Every script that is documentation: the ones of `examples/`, and the blocks of the README whose fence ends in `run`.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use serde_json::json;

use crate::harness::{Toolgate, guest, root, test};

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = scripts().into_iter().map(script).collect();
    trials.extend(readme());
    trials.push(test("examples::review_finds_what_is_there", review_finds_what_is_there));
    trials
}

fn scripts() -> Vec<PathBuf> {
    let mut scripts: Vec<PathBuf> = fs::read_dir(root().join("examples"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "js" || extension == "ts"))
        .collect();
    scripts.sort();
    assert!(!scripts.is_empty(), "there are no examples");
    scripts
}

/// An example runs with the tools of the file beside it, `NAME.toml`, and with `files` over the examples themselves.
fn script(path: PathBuf) -> Trial {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    test(&format!("examples::{name}"), move || {
        let plugin = format!("files={}", guest("files").display());
        let mut run =
            Toolgate::new(["run", "--json", "--plugin", &plugin, "--dir", "files=../examples::/src"]).arg(&path);
        let config = path.with_extension("toml");
        if config.is_file() {
            run = run.arg("--config").arg(config);
        }
        run.end().with_status(0);
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
        "lines": 17 + 4,
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

/// Blocks ```` ```ts run ```` and ```` ```js run ````, each with the tools of the last ```` ```toml run ```` before it.
fn readme() -> Vec<Trial> {
    let Ok(text) = fs::read_to_string(root().join("README.md")) else { return Vec::new() };
    let mut trials = Vec::new();
    let mut config = String::new();
    for (line, tag, content) in blocks(&text) {
        let Some(language) = tag.strip_suffix(" run").map(str::to_owned) else { continue };
        if language == "toml" {
            config = content;
            continue;
        }
        let config = config.clone();
        trials.push(test(&format!("examples::README.md:{line}"), move || block(&language, &content, &config)));
    }
    trials
}

fn block(language: &str, content: &str, config: &str) {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, text: &str| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path
    };
    // Paths of the README are from the root.
    let config = config.replace("\"target/guests", &format!("\"{}/target/guests", root().display()));
    let run = Toolgate::new(["run", "--json", "--config"]).arg(at("toolgate.toml", &config));
    run.arg(at(&format!("script.{language}"), content)).current_dir(Path::new(&root())).end().with_status(0);
}

/// The fenced blocks: the line that each begins at, its tag, its content.
fn blocks(text: &str) -> Vec<(usize, String, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, String, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(tag)) => open = Some((number, tag.trim().to_owned(), String::new())),
            (Some(_), Some("")) => blocks.extend(open.take()),
            (Some((_, _, content)), _) => content.push_str(&format!("{line}\n")),
            (None, None) => {}
        }
    }
    blocks
}
