//! Files that are no plugins, each refused with the reason; and the example plugin, built in both ways.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::file;
use crate::harness::{Toolgate, guest};

crate::tests![
    a_core_module,
    an_empty_component,
    a_truncated_plugin,
    a_damaged_plugin,
    a_text,
    an_empty_file,
    another_world,
    a_directory,
    a_file_that_does_not_exist,
    a_name_that_scripts_can_not_write,
    the_example_on_either_target,
    settings_reach_the_plugin,
    settings_are_checked_when_the_plugin_is_loaded,
    a_bad_plugin_is_named_before_the_script_runs,
];

#[track_caller]
fn refused(plugin: &Path, parts: &[&str]) {
    let plugin = format!("bad={}", plugin.display());
    let ended = Toolgate::new(["tools", "list", "--plugin", &plugin]).end().with_status(2);
    assert_eq!(ended.stdout, "");
    // One sentence about it, not a dump.
    assert!(ended.stderr.lines().count() <= 4 && ended.stderr.len() < 1000, "{}", ended.stderr);
    ended.says(parts);
}

fn a_core_module() {
    let (_folder, path) = file("core.wasm", b"\0asm\x01\0\0\0");
    refused(&path, &["core.wasm", "core module"]);
}

fn an_empty_component() {
    let (_folder, path) = file("empty.wasm", b"\0asm\x0d\0\x01\0");
    refused(&path, &["empty.wasm is not a plugin", "it exports nothing", "world `plugin`"]);
}

fn a_truncated_plugin() {
    let whole = fs::read(guest("files")).unwrap();
    let (_folder, path) = file("half.wasm", &whole[..whole.len() / 2]);
    refused(&path, &["half.wasm", "not a valid component"]);
}

fn a_damaged_plugin() {
    let mut bytes = fs::read(guest("files")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    let (_folder, path) = file("damaged.wasm", bytes);
    refused(&path, &["damaged.wasm", "not a valid component"]);
}

fn a_text() {
    let (_folder, path) = file("text.wasm", "export function list() { return []; }\n");
    refused(&path, &["text.wasm", "not WebAssembly"]);
}

fn an_empty_file() {
    let (_folder, path) = file("nothing.wasm", "");
    refused(&path, &["nothing.wasm", "not WebAssembly"]);
}

fn another_world() {
    refused(&guest("javascript"), &["javascript.wasm is not a plugin", "toolgate:tools/provider", "the function run"]);
}

fn a_directory() {
    let folder = tempfile::tempdir().unwrap();
    refused(folder.path(), &["is a directory"]);
}

fn a_file_that_does_not_exist() {
    refused(Path::new("nowhere/at-all.wasm"), &["can't read the plugin nowhere/at-all.wasm"]);
}

fn a_name_that_scripts_can_not_write() {
    let plugin = format!("my-files={}", guest("files").display());
    Toolgate::new(["tools", "list", "--plugin", &plugin]).end().with_status(2).says(&["my-files", "my_files"]);
}

fn the_example_on_either_target() {
    let script = "const quote = await tools.shipping.quote({ weight_grams: 2500, speed: 'express', insured_cents: 5000 });
        const heavy = await tools.shipping.quote({ weight_grams: 40000 }).catch((error) => [error.kind, error.message]);
        const wrong = await tools.shipping.quote({ weight_grams: 0 }).catch((error) => [error.kind, error.data.violations[0].pointer]);
        return { quote, heavy, wrong, track: await tools.shipping.track({ number: '1234567895' }) };";
    let mut definitions = Vec::new();
    for name in ["shipping", "shipping-wasip2"] {
        let plugin = format!("shipping={}", guest(name).display());
        let run = Toolgate::new(["run", "-", "--json", "--plugin", &plugin]).stdin(script).end().with_status(0);
        let result = &run.json()["result"];
        assert_eq!(result["quote"], json!({ "price_cents": 1290 + 3 * 60 + 50, "days": 1 }), "{name}");
        assert_eq!(result["heavy"][0], "failed", "{name}: {result}");
        assert!(result["heavy"][1].as_str().unwrap().contains("40000 g"), "{name}: {result}");
        assert_eq!(result["wrong"], json!(["invalid-arguments", "/weight_grams"]), "{name}");
        assert_eq!(result["track"], "in transit", "{name}");
        definitions.push(Toolgate::new(["tools", "list", "--json", "--plugin", &plugin]).end().with_status(0).json());
    }
    assert_eq!(definitions[0], definitions[1]);
    assert_eq!(definitions[0].as_array().map(Vec::len), Some(2), "{}", definitions[0]);
}

fn a_bad_plugin_is_named_before_the_script_runs() {
    let (_folder, path) = file("text.wasm", "no");
    let plugin = format!("bad={}", path.display());
    let ended =
        Toolgate::new(["run", "-", "--plugin", &plugin]).stdin("console.log('ran'); return 1").end().with_status(2);
    assert!(!ended.stderr.contains("ran"), "{}", ended.stderr);
}

fn settings_reach_the_plugin() {
    let config = format!(
        "[providers.shipping]\nkind = \"component\"\npath = {:?}\nsettings = {{ handling_cents = 100 }}\n",
        guest("shipping")
    );
    let (_folder, config) = file("toolgate.toml", config);
    let config = config.display().to_string();
    let price = |more: &[&str], cents: u32| {
        let call = ["tools", "call", "shipping.quote", r#"{"weight_grams": 1000}"#, "--config", &config];
        let ended = Toolgate::new(call.iter().chain(more)).end().with_status(0);
        assert_eq!(ended.json(), json!({ "price_cents": cents, "days": 3 }));
        assert!(ended.stderr.contains("cents for handling") == (cents > 550), "{}", ended.stderr);
    };
    price(&[], 650);
    price(&["--set", "shipping.handling_cents=7"], 557);
    price(&["--set", "shipping.handling_cents=0"], 550);
}

fn settings_are_checked_when_the_plugin_is_loaded() {
    for name in ["shipping", "shipping-wasip2"] {
        let plugin = format!("shipping={}", guest(name).display());
        for (setting, part) in [
            ("shipping.handling_cents=-1", "/handling_cents: -1 is less than the minimum of 0"),
            ("shipping.handling_cents=100001", "/handling_cents: 100001 is greater than the maximum of 100000"),
            ("shipping.handling_cents=cheap", "is not of type \"integer\""),
            ("shipping.handling=1", "handling"),
            ("shipping=1", "write PLUGIN.KEY=VALUE"),
            ("sipping.handling_cents=1", "there are `shipping`"),
        ] {
            let ended = Toolgate::new(["tools", "list", "--plugin", &plugin, "--set", setting]).end().with_status(2);
            ended.says(&[part]);
        }
    }
    let plugin = format!("files={}", guest("files").display());
    let ended = Toolgate::new(["tools", "list", "--plugin", &plugin, "--set", "files.depth=1"]).end().with_status(2);
    ended.says(&["it has no settings, and `depth` is set"]);
}
