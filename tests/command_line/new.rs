//! `toolgate new`: what it writes is built, tested and run as its own documents say. For WebAssembly `cargo xtask new` does so.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use super::types::{check_types, hostile_config};
use crate::harness::{Ended, Toolgate, root};

crate::tests![
    a_tool_passes_its_own_test,
    a_rust_script_passes_its_own_test,
    bindings_of_hostile_names_compile,
    a_typescript_script_prints_what_it_says,
    a_javascript_script_prints_what_it_says,
    a_wrong_script_is_told_by_its_types,
    nothing_is_overwritten,
    a_bad_name_is_explained,
    a_folder_that_does_not_exist,
];

/// A build of the SDK and its dependencies, at worst on a busy machine.
const BUILD_LIMIT: Duration = Duration::from_secs(15 * 60);

fn made(args: &[&str]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    Toolgate::new(["new"].iter().chain(args)).arg("--dir").arg(folder.path()).end().with_status(0);
    let path = folder.path().join(args[1]);
    (folder, path)
}

/// Cargo in a crate that was made, with what the checkout has locked and downloaded.
fn cargo(path: &Path, verb: &str) -> Ended {
    fs::copy(root().join("Cargo.lock"), path.join("Cargo.lock")).unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(path).args([verb, "--offline", "--quiet"]);
    command.env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("new"));
    let ended = Toolgate::program(command, BUILD_LIMIT).end();
    assert!(!ended.stderr.contains("warning"), "{ended:?}");
    ended
}

fn a_tool_passes_its_own_test() {
    let (_folder, path) = made(&["tool", "my-words"]);
    let ended = cargo(&path, "test").with_status(0);
    assert!(ended.stdout.contains("2 passed"), "{ended:?}");
    let readme = fs::read_to_string(path.join("README.md")).unwrap();
    assert!(readme.lines().count() <= 20 && readme.contains("tools.my_words.count_words"), "{readme}");
    for file in ["Cargo.toml", "src/lib.rs", "README.md"] {
        assert!(!fs::read_to_string(path.join(file)).unwrap().contains("{{"), "{file}");
    }
}

fn a_rust_script_passes_its_own_test() {
    let (_folder, path) = made(&["script", "late", "--lang", "rust"]);
    let ended = cargo(&path, "test").with_status(0);
    assert!(ended.stdout.contains("1 passed"), "{ended:?}");
    // The types are those of its own configuration.
    let types = Toolgate::new(["tools", "types", "--lang", "rust"]).current_dir(&path).end().with_status(0).stdout;
    assert_eq!(types, fs::read_to_string(path.join("src/tools.rs")).unwrap());
}

fn bindings_of_hostile_names_compile() {
    let (_folder, path) = made(&["script", "hostile", "--lang", "rust"]);
    let config = path.join("toolgate.toml");
    fs::write(&config, hostile_config()).unwrap();
    let types = Toolgate::new(["tools", "types", "--lang", "rust", "--config"]).arg(&config).end().with_status(0);
    fs::write(path.join("src/tools.rs"), types.stdout).unwrap();
    let script = "mod tools;\n\n#[toolgate_guest::script]\nasync fn main() -> u8 {\n    1\n}\n";
    fs::write(path.join("src/lib.rs"), script).unwrap();
    cargo(&path, "check").with_status(0);
}

/// Runs the command that the script's first lines give, in its folder; they say what it prints as well.
fn prints_what_it_says(language: &str) {
    let (_folder, path) = made(&["script", "late", "--lang", language]);
    let source = fs::read_to_string(path.join(format!("late.{language}"))).unwrap();
    let line = source.lines().find_map(|line| line.strip_prefix("//   toolgate run ")).unwrap();
    let promised = source.lines().find_map(|line| line.strip_prefix("// prints ")).unwrap();
    let ended = Toolgate::shell(&format!("toolgate run {line}")).current_dir(&path).end().with_status(0);
    assert!(promised.starts_with(&format!("{},", ended.stdout.trim())), "{promised} {ended:?}");
    check_types(&path).with_status(0);
    let types = Toolgate::new(["tools", "types", "--lang", "ts"]).current_dir(&path).end().with_status(0).stdout;
    assert_eq!(types, fs::read_to_string(path.join("tools.d.ts")).unwrap());
}

fn a_typescript_script_prints_what_it_says() {
    prints_what_it_says("ts");
}

fn a_javascript_script_prints_what_it_says() {
    prints_what_it_says("js");
}

fn a_wrong_script_is_told_by_its_types() {
    let (_folder, path) = made(&["script", "late", "--lang", "ts"]);
    let file = path.join("late.ts");
    let source = fs::read_to_string(&file).unwrap();
    for (right, wrong, told) in [
        ("{ customer })", "{ costumer: customer })", "'costumer' does not exist"),
        ("{ customer })", "{ customer: \"1\" })", "Type 'string' is not assignable to type 'number'"),
        ("shop.orders", "shop.order", "Property 'order' does not exist"),
        ("order.days", "order.age", "Property 'age' does not exist"),
    ] {
        assert!(source.contains(right), "{right}");
        fs::write(&file, source.replace(right, wrong)).unwrap();
        let ended = check_types(&path).with_status(2);
        assert!(ended.stdout.contains(told), "{wrong}: {ended:?}");
    }
}

fn nothing_is_overwritten() {
    let (folder, path) = made(&["tool", "words"]);
    fs::write(path.join("src/lib.rs"), "mine").unwrap();
    let again = |args: &[&str]| {
        let ended = Toolgate::new(["new"].iter().chain(args)).arg("--dir").arg(folder.path()).end().with_status(2);
        ended.says(&["words is there already", "choose another name"]);
    };
    again(&["tool", "words"]);
    again(&["script", "words", "--lang", "ts"]);
    assert_eq!(fs::read_to_string(path.join("src/lib.rs")).unwrap(), "mine");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn a_bad_name_is_explained() {
    let folder = tempfile::tempdir().unwrap();
    for (name, part) in [("../x", "--dir"), ("a b", "because of ' '"), ("async", "\"my-async\""), ("Shop", "\"shop\"")]
    {
        let new = Toolgate::new(["new", "tool", name, "--dir"]).arg(folder.path()).end().with_status(2);
        new.says(&[part]);
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

fn a_folder_that_does_not_exist() {
    let folder = tempfile::tempdir().unwrap();
    let nowhere = folder.path().join("nowhere");
    Toolgate::new(["new", "tool", "words", "--dir"]).arg(&nowhere).end().with_status(2).says(&["can't write into"]);
    assert!(!nowhere.exists());
}
