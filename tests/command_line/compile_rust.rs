//! `toolgate compile` of Rust: a file and a crate, by the toolchain that is there; what the compiler says, and what it may not read.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::file;
use crate::harness::{Ended, Toolgate, cache_home, root};

crate::tests![
    a_file_says_what_its_twin_says_and_is_built_once,
    what_is_missing_is_downloaded_or_told,
    a_crate_is_built_as_well,
    what_a_crate_needs_by_path_is_its_source_too,
    mistakes_are_the_compilers_own_and_the_scripts,
    other_files_are_out_of_reach,
    a_build_that_takes_too_long_is_stopped,
    what_is_no_script_in_rust,
];

/// A build of the standard library and the SDK, at worst on a busy machine.
const BUILD_LIMIT: Duration = Duration::from_secs(20 * 60);

fn compile(args: &[&str], script: &Path, output: &Path) -> Ended {
    toolgate(args, script, output).end()
}

fn toolgate(args: &[&str], script: &Path, output: &Path) -> Toolgate {
    let mut command = Command::new(env!("CARGO_BIN_EXE_toolgate"));
    command.current_dir(root().join("tests")).arg("compile").args(args).arg(script).arg("-o").arg(output);
    // A crate is built where cargo is told to: beside the scripts, whose dependencies are its own.
    command.env("CARGO_TARGET_DIR", cache_home().join("toolgate/rust/target"));
    for name in ["CARGO_NET_OFFLINE", "CARGO_HTTP_PROXY", "CARGO_NET_RETRY"] {
        command.env_remove(name);
    }
    Toolgate::program(command, BUILD_LIMIT)
}

/// What a compiled script says of itself.
fn record(wasm: &Path) -> Value {
    Toolgate::new(["inspect", "--json"]).arg(wasm).end().with_status(0).json()["record"].clone()
}

const CONFIG: [&str; 2] = ["--config", "../examples/toolgate.toml"];

fn a_file_says_what_its_twin_says_and_is_built_once() {
    let source = fs::read_to_string(root().join("examples/scripts/orders/src/lib.rs")).unwrap();
    // Not what another run of the tests built.
    let (folder, path) = file("orders.rs", format!("{source}\n// {}\n", std::process::id()));
    let output = folder.path().join("orders.wasm");
    let first = compile(&CONFIG, &path, &output).with_status(0);
    first.says(&["building orders.rs with cargo", "it names shop.customers, shop.orders"]);
    let run = ["run", "--input", "{\"days\": 7}"];
    let ended = Toolgate::new(run.iter().chain(&CONFIG)).arg(&output).end().with_status(0);
    let twin = Toolgate::new(run.iter().chain(&CONFIG)).arg("../examples/orders.ts").end().with_status(0);
    assert_eq!(ended.stdout, twin.stdout);
    let told = record(&output);
    assert_eq!((&told["language"], &told["name"]), (&json!("rust"), &json!("orders.rs")));
    assert_eq!(told["tools"], json!(["shop.customers", "shop.orders"]));
    assert_eq!(told["source_blake3"], blake3::hash(&fs::read(&path).unwrap()).to_hex().as_str());
    is_built_with_the_sdk(&told);
    let shown = Toolgate::new(["inspect"]).arg(&output).end().with_status(0).stdout;
    let engine = told["engine"]["version"].as_str().unwrap();
    assert!(shown.contains(&format!("  engine    rustc {engine}, blake3 ")), "{shown}");

    // Again, and cargo is not even asked.
    let again = folder.path().join("again.wasm");
    let second = compile(&CONFIG, &path, &again).with_status(0);
    assert!(!second.stderr.contains("building"), "{second:?}");
    assert_eq!(fs::read(again).unwrap(), fs::read(&output).unwrap());

    // Another script is built without the network.
    let script = "mod tools;\n#[toolgate_guest::script]\nasync fn main() -> usize {\n    let all = tools::shop::customers(&Default::default()).await;\n    all.map_or(0, |all| all.as_array().map_or(0, Vec::len))\n}\n";
    let (folder, path) = file("other.rs", format!("{script}// {}\n", std::process::id()));
    let output = folder.path().join("other.wasm");
    let other = toolgate(&CONFIG, &path, &output).env("CARGO_NET_OFFLINE", "true").end().with_status(0);
    let other = other.says(&["building other.rs with cargo", "it names shop.customers\n"]);
    assert!(!other.stderr.contains("downloads"), "{other:?}");
}

/// The compiler and the SDK stand where an engine would.
fn is_built_with_the_sdk(record: &Value) {
    let engine = &record["engine"];
    assert_eq!((&engine["name"], engine["blake3"].as_str().unwrap().len()), (&json!("rustc"), 64));
    let version = engine["version"].as_str().unwrap();
    assert!(version.starts_with("1.") && version.ends_with(" with toolgate-guest 0.1.0"), "{version}");
}

/// Where cargo has downloaded nothing yet, and nothing can be reached.
fn what_is_missing_is_downloaded_or_told() {
    let (folder, path) = file("first.rs", "#[toolgate_guest::script]\nasync fn main() {}\n");
    let output = folder.path().join("first.wasm");
    let [cargo_home, cache] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let compile = || {
        let compile = toolgate(&[], &path, &output).cache_home(cache.path());
        compile.env("CARGO_HOME", &cargo_home.path().display().to_string())
    };
    compile().env("CARGO_NET_OFFLINE", "true").end().with_status(2).says(&[
        "what the script is built with is not all on this machine, and CARGO_NET_OFFLINE is set: build it once without that",
    ]);
    // Nobody listens at the discard port.
    let dead = compile().env("CARGO_HTTP_PROXY", "http://127.0.0.1:9").env("CARGO_NET_RETRY", "0").end().with_status(1);
    dead.says(&[
        "building first.rs with cargo; the first time that takes minutes\n",
        "what it is built with is not all on this machine: cargo downloads what is missing, once\n",
        "error: cargo failed:",
    ]);
    assert!(!output.exists());
}

fn a_crate_is_built_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let new = Toolgate::new(["new", "script", "late", "--lang", "rust", "--dir"]).arg(folder.path()).end();
    new.with_status(0);
    let path = folder.path().join("late");
    fs::copy(root().join("tools/Cargo.lock"), path.join("Cargo.lock")).unwrap();
    // Not what another run of the tests built.
    let lib = path.join("src/lib.rs");
    fs::write(&lib, format!("{}// {}\n", fs::read_to_string(&lib).unwrap(), std::process::id())).unwrap();
    let output = folder.path().join("late.wasm");
    compile(&[], &path, &output).with_status(0).says(&["building", "late with cargo", "wrote "]);
    let run = Toolgate::new(["run", "--input", "{\"customer\": 1, \"days\": 7}"]).arg(&output).current_dir(&path).end();
    assert_eq!(run.with_status(0).stdout, "{\"late\":1,\"total\":12.5}\n");

    let first = record(&output);
    assert_eq!((&first["name"], &first["language"]), (&json!("late"), &json!("rust")));
    assert_eq!(first["tools"], json!(["shop.orders"]));
    is_built_with_the_sdk(&first);

    // Again, wherever it stands, and cargo builds nothing.
    let bytes = fs::read(&output).unwrap();
    let moved = folder.path().join("elsewhere/late");
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::rename(&path, &moved).unwrap();
    let again = compile(&[], &moved, &output).with_status(0);
    assert!(!again.stderr.contains("building"), "{again:?}");
    assert_eq!(fs::read(&output).unwrap(), bytes);

    // Another source is another digest, and is built.
    let lib = moved.join("src/lib.rs");
    let source = fs::read_to_string(&lib).unwrap();
    fs::write(
        &lib,
        source
            .replace("tools::shop::{self, Orders}", "tools::shop::{self as s, Orders}")
            .replace("shop::orders(", "s::orders("),
    )
    .unwrap();
    compile(&[], &moved, &output).with_status(0).says(&["building", "it names shop.orders\n"]);
    assert_ne!(record(&output)["source_blake3"], first["source_blake3"]);

    // Of a mistake what is about the crate is told, and no more.
    fs::write(
        &lib,
        source.replace("orders.len()", "orders.lem()").replace("mod tools;", "mod tools;\nconst N: u8 = vec![1];"),
    )
    .unwrap();
    let told = compile(&["--json"], &moved, &output).with_status(1).json();
    let message = told["error"]["message"].as_str().unwrap();
    assert!(message.starts_with("the script does not compile: ") && message.ends_with(" errors"), "{told}");
    for diagnostic in told["diagnostics"].as_array().unwrap() {
        let spans = diagnostic["spans"].as_array().unwrap();
        assert!(!spans.is_empty() && spans.iter().all(|span| span["file_name"] == "src/lib.rs"), "{diagnostic}");
        assert_eq!(diagnostic["code"].get("explanation"), None, "{diagnostic}");
    }
}

fn what_a_crate_needs_by_path_is_its_source_too() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let sdk = root().join("guest-sdk").display().to_string();
    let package = |name: &str, more: &str| {
        let dependency = format!("toolgate-guest = {{ path = {sdk:?}, features = [\"script\"] }}");
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n{more}\n[dependencies]\n{dependency}\n"
        )
    };
    write("Cargo.toml", "[workspace]\nmembers = [\"shared\", \"script\"]\nresolver = \"3\"\n");
    write("Cargo.lock", &fs::read_to_string(root().join("tools/Cargo.lock")).unwrap());
    write("shared/Cargo.toml", &package("shared", ""));
    let shared = "pub async fn count() -> usize {\n    let all = toolgate_guest::tools::call::<Vec<u32>>(\"shop.orders\", &()).await;\n    all.map_or(0, |all| all.len())\n}\n";
    // Not what another run of the tests built.
    let shared = format!("{shared}// {}\n", std::process::id());
    write("shared/src/lib.rs", &shared);
    let script = package("script", "[lib]\ncrate-type = [\"cdylib\"]");
    write("script/Cargo.toml", &format!("{script}shared = {{ path = \"../shared\" }}\n"));
    write("script/src/lib.rs", "#[toolgate_guest::script]\nasync fn main() -> usize {\n    shared::count().await\n}\n");
    let (path, output) = (folder.path().join("script"), folder.path().join("out.wasm"));
    compile(&[], &path, &output).with_status(0).says(&["building", "it names shop.orders\n"]);
    let first = record(&output);
    let again = compile(&[], &path, &output).with_status(0);
    assert!(!again.stderr.contains("building"), "{again:?}");

    write("shared/src/lib.rs", &shared.replace("len()", "len() + 1"));
    compile(&[], &path, &output).with_status(0).says(&["building"]);
    assert_ne!(record(&output)["source_blake3"], first["source_blake3"]);
    write("shared/src/lib.rs", &shared.replace("len()", "lem()"));
    let told = compile(&["--json"], &path, &output).with_status(1).json();
    assert_eq!(told["error"]["message"], "the script does not compile: 1 error", "{told}");
    assert_eq!(told["diagnostics"][0]["spans"][0]["file_name"], "shared/src/lib.rs", "{told}");
    // What the environment decides is built each time.
    write("shared/src/lib.rs", &format!("{shared}pub const HOME: Option<&str> = option_env!(\"HOME\");\n"));
    for _ in 0..2 {
        compile(&[], &path, &output).with_status(0).says(&["building"]);
    }
}

fn mistakes_are_the_compilers_own_and_the_scripts() {
    let source = "mod tools;\n\nuse toolgate_guest::tools::ToolError;\nuse tools::shop::{self, Orders};\n\n#[toolgate_guest::script]\nasync fn main() -> Result<usize, ToolError> {\n    let orders = shop::orders(&Orders { customer: \"1\" }).await?;\n    Ok(orders.lem())\n}\n";
    let (folder, path) = file("wrong.rs", source);
    let output = folder.path().join("wrong.wasm");
    let told = compile(&["--json", CONFIG[0], CONFIG[1]], &path, &output).with_status(1).json();
    assert_eq!(told["error"]["kind"], "build", "{told}");
    let first = &told["diagnostics"][0];
    assert_eq!((&first["level"], &first["code"]["code"]), (&json!("error"), &json!("E0308")), "{told}");
    let span = &first["spans"][0];
    assert_eq!(span["file_name"], path.display().to_string());
    assert_eq!((&span["line_start"], &span["column_start"]), (&json!(8), &json!(51)), "{span}");
    let shown = path.display().to_string();
    for diagnostic in told["diagnostics"].as_array().unwrap() {
        let spans = diagnostic["spans"].as_array().unwrap();
        assert!(!spans.is_empty() && spans.iter().all(|span| span["file_name"] == *shown), "{diagnostic}");
    }
    let shown = compile(&CONFIG, &path, &output).with_status(1);
    shown.says(&[
        "error[E0308]: mismatched types",
        &format!("--> {}:8:51", path.display()),
        "the script does not compile: ",
    ]);
    assert!(!output.exists());
    // A script without `#[script]` is no script.
    let (_folder, path) = file("none.rs", "pub fn main() {}\n");
    compile(&[], &path, &output).with_status(1).says(&["what cargo built is no script: write `#[script]`"]);
}

fn other_files_are_out_of_reach() {
    let (folder, path) = file("reader.rs", "const X: &str = include_str!(\"/etc/passwd\");\n");
    let output = folder.path().join("reader.wasm");
    let ended = compile(&[], &path, &output).with_status(1);
    ended.says(&["`include_str` can read files of this machine", "reader.rs:1:17"]);
    let env = "#[toolgate_guest::script]\nasync fn main() -> Option<&'static str> {\n    option_env!(\"SECRET_OF_THE_TESTS\")\n}\n";
    let (folder, path) = file("env.rs", env);
    let output = folder.path().join("env.wasm");
    let told = compile(&["--json"], &path, &output).with_status(1).json()["error"].clone();
    assert!(told["message"].as_str().unwrap().contains("can read the environment of this machine"), "{told}");
    assert_eq!((&told["line"], &told["column"]), (&json!(3), &json!(5)));
    assert!(!output.exists());
}

fn a_build_that_takes_too_long_is_stopped() {
    let (folder, path) = file("slow.rs", format!("// {}\n", std::process::id()));
    let output: PathBuf = folder.path().join("slow.wasm");
    let ended = compile(&["--build-time", "1ms"], &path, &output).with_status(2);
    ended.says(&["the build took longer than 1ms: allow more with --build-time"]);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

fn what_is_no_script_in_rust() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("x.wasm");
    compile(&[], folder.path(), &output).with_status(2).says(&["is no crate: it has no Cargo.toml"]);
    compile(&[], Path::new("nowhere.rs"), &output).with_status(2).says(&["can't read the script nowhere.rs"]);
}
