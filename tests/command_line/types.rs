//! `toolgate tools types`: what it writes for our own plugins and for hostile tools is checked by TypeScript's compiler.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::harness::{Ended, Toolgate, guest, root};

crate::tests![types_of_a_plugin_check_a_script, types_of_hostile_tools, a_plugin_by_its_path];

/// `tsc` takes seconds, more of them on a busy machine.
const TSC_LIMIT: Duration = Duration::from_secs(180);

/// Checks a folder that has a `tsconfig.json`.
pub(super) fn check_types(folder: &Path) -> Ended {
    let tsc = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../tools-bin/typescript/node_modules/typescript/bin/tsc");
    assert!(tsc.is_file(), "TypeScript is not installed: run `cargo xtask typescript` once");
    let mut command = Command::new("node");
    command.arg(tsc).current_dir(folder).args(["--project", ".", "--pretty", "false"]);
    Toolgate::program(command, TSC_LIMIT).end()
}

const TSCONFIG: &str = r#"{
  "compilerOptions": {
    "target": "es2023", "module": "esnext", "moduleDetection": "force", "strict": true, "noEmit": true, "types": []
  },
  "include": ["*.ts"]
}"#;

/// A declaration file and a script, checked.
fn checked(types: &str, script: &str) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("tsconfig.json"), TSCONFIG).unwrap();
    fs::write(folder.path().join("tools.d.ts"), types).unwrap();
    fs::write(folder.path().join("script.ts"), script).unwrap();
    check_types(folder.path())
}

fn types_of_a_plugin_check_a_script() {
    let plugin = |name: &str| format!("{name}={}", guest(name).display());
    let types = Toolgate::new([
        "tools",
        "types",
        "--lang",
        "ts",
        "--plugin",
        &plugin("shipping"),
        "--plugin",
        &plugin("files"),
    ])
    .end()
    .with_status(0)
    .stdout;
    let script = "
        const quote = await tools.shipping.quote({ weight_grams: 2500, speed: 'express' }, { timeout: 1000 });
        const days: number = quote.days;
        const found = searchTools('parcel', 3).map((tool) => tool.name);
        try {
            await tools.files.read({ path: '/src/a.txt' }, { signal: AbortSignal.timeout(5) });
        } catch (error) {
            if (error instanceof ToolError && error.kind === 'denied') console.log(error.tool, input.days, found, days);
            await sleep(1);
        }
        const described: ToolTypes.Definition = describeTool('shipping.quote');
        export default described;";
    checked(&types, script).with_status(0);
    for (wrong, told) in [
        ("await tools.shipping.quote({ weight_grams: 1, speed: 'slow' });", "'\"slow\"' is not assignable"),
        ("await tools.shipping.quote({});", "weight_grams"),
        ("(await tools.shipping.quote({ weight_grams: 1 })).price;", "Property 'price' does not exist"),
        ("await tools.shipping.quote({ weight_grams: 1 }, { retries: 1 });", "'retries' does not exist"),
        ("await tools.shopping.quote({});", "Property 'shopping' does not exist"),
    ] {
        let ended = checked(&types, wrong).with_status(2);
        assert!(ended.stdout.contains(told), "{wrong}: {}", ended.stdout);
    }
}

/// Tools with names that are words of the languages, and descriptions and schemas that want to be more than that.
pub(super) fn hostile_config() -> String {
    let evil = "*/ }; process.exit(1); /*\r\n```\nfn main() {}\n```\n\u{202e}#[path]";
    let names = ["delete", "self", "type", "a-b", "a.b", "a_b", "1st", "--", "constructor", "async", "Self", "then"];
    let fields = ["", "é", "*/ x /*", "\"\\", "__proto__", "rest", "A b", "a b", "r#type", "self", "match", "String"];
    let leaf = json!({ "description": evil, "type": ["string", "null"], "enum": ["*/", "\"", "\\", "a", "A", "", "Self", null] });
    let all: serde_json::Map<String, Value> = fields.iter().map(|field| ((*field).to_owned(), leaf.clone())).collect();
    let result = json!({
        "description": evil,
        "$defs": {
            "Option": { "type": "object", "properties": { "Vec": { "$ref": "#/$defs/Option" }, "x y": { "$ref": "#/$defs/List" } }, "required": ["x y"] },
            "List": { "type": "array", "items": { "$ref": "#/$defs/List" } },
            "Map": { "type": "object", "additionalProperties": { "$ref": "#/$defs/Map" } },
            "Endless": { "$ref": "#/$defs/Endless" },
        },
        "anyOf": [
            { "$ref": "#/$defs/Option" }, { "$ref": "#/$defs/List" }, { "$ref": "#/$defs/Map" },
            { "type": "object", "properties": { "whole": { "$ref": "#" } }, "required": ["whole"] },
            { "type": "object", "properties": all, "additionalProperties": { "type": "number" } },
            { "type": "array", "prefixItems": [{ "type": "string" }, { "const": 1.5 }], "minItems": 2, "maxItems": 2 },
            { "enum": [1, 2, null] }, { "enum": [true, "x", 1] }, { "type": "object", "properties": { "e": { "$ref": "#/$defs/Endless" } } },
            { "allOf": [{ "type": "string" }, { "type": "object", "properties": { "a": {} } }] },
            { "type": "null" },
        ],
    });
    let mut config = "[providers.match]\nkind = \"simulated\"\n".to_owned();
    for name in names {
        // Inline tables of TOML are JSON but for `:`, which is why schemas go through the serialiser.
        let tool = json!({ "providers": { "match": { "tools": [{
            "name": name, "title": evil, "description": evil, "returns": 1,
            "input_schema": { "type": "object", "properties": all, "required": ["", "self"] },
            "output_schema": result,
        }] } } });
        config.push_str(&toml_of(&tool["providers"]["match"]["tools"][0], name));
    }
    config
}

/// One `[[providers.match.tools]]`.
fn toml_of(tool: &Value, name: &str) -> String {
    let mut out = "\n[[providers.match.tools]]\n".to_owned();
    for (key, value) in tool.as_object().unwrap() {
        out.push_str(&format!("{key} = {}\n", inline(value)));
    }
    assert!(out.contains(name));
    out
}

/// A JSON value as TOML in one line; null, which TOML has not, as a text that schemas read as a type's name or a literal.
fn inline(value: &Value) -> String {
    match value {
        Value::Null => "\"null\"".to_owned(),
        Value::Array(items) => format!("[{}]", items.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(key, value)| format!("{} = {}", Value::from(key.as_str()), inline(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

fn types_of_hostile_tools() {
    let (_folder, config) = super::file("toolgate.toml", hostile_config());
    let types = Toolgate::new(["tools", "types", "--lang", "ts", "--config"]).arg(&config).end().with_status(0).stdout;
    let script =
        "await tools.match.delete({ '': 'a', self: 'A' }); await tools.match['a-b']({ '': '', self: null as any });";
    checked(&types, script).with_status(0);
}

fn a_plugin_by_its_path() {
    let path = guest("shipping");
    let path = path.to_str().unwrap();
    let call = |args: &[&str]| Toolgate::new(["tools", "call", path].iter().chain(args)).end();
    for name in ["track", "shipping.track"] {
        let ended = call(&[name, "{\"number\": \"1234567895\"}"]).with_status(0);
        assert_eq!(ended.stdout, "\"in transit\"\n");
    }
    call(&[]).with_status(2).says(&["which tool of", "tools list"]);
    call(&["track"]).with_status(2).says(&["invalid-arguments"]);
    call(&["trac", "{}"]).with_status(2).says(&["did you mean shipping.track"]);
    call(&["track", "{", "}"]).with_status(2);
    let relative =
        Toolgate::new(["tools", "call", "shop=target/guests/shipping.wasm", "track", "{\"number\": \"1234567895\"}"]);
    relative.current_dir(&root()).end().with_status(0);
    Toolgate::new(["tools", "call", "nowhere/x.wasm", "t"]).end().with_status(2).says(&["can't read the plugin"]);
}
