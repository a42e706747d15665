//! Whether a component is a script, what it is where it is none, and what a script is linked to. Never instantiates one.

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Linker};
use wasmtime_wasi::p2;

use super::imports;
use super::state::ScriptState;
use crate::engine::Wasm;
use crate::script::CONTRACT;

/// The function that makes a component a script.
pub(super) const RUN: &str = "run";

/// The function that makes it an engine.
const LOAD: &str = "load";

/// The interface that makes it a plugin, whatever its version.
const PROVIDER: &str = "toolgate:tools/provider";

/// # Errors
/// What the component is instead of a script, and what to do.
pub(super) fn check(wasm: &Wasm, component: &Component) -> Result<(), String> {
    let kind = component.component_type();
    let exports: Vec<(String, ComponentItem)> =
        kind.exports(wasm.engine()).map(|(name, export)| (name.to_owned(), export.ty)).collect();
    let function = |wanted: &str| {
        exports.iter().any(|(name, item)| name == wanted && matches!(item, ComponentItem::ComponentFunc(_)))
    };
    if exports.iter().any(|(name, _)| name.starts_with(PROVIDER)) {
        return Err("it is a plugin, whose tools a script calls: load it as a provider".to_owned());
    }
    if function(LOAD) {
        return Err("it is a script engine that has no source yet: run the source itself".to_owned());
    }
    if function(RUN) {
        let imports: Vec<String> = kind.imports(wasm.engine()).map(|(name, _)| name.to_owned()).collect();
        return check_contract(imports.iter().map(String::as_str));
    }
    Err(no_run(&exports.iter().map(|(name, _)| name.as_str()).take(MAX_NAMED).collect::<Vec<_>>()))
}

/// What a component is told that exports these names and no function to run.
pub(super) fn no_run(names: &[&str]) -> String {
    let what = if names.is_empty() { "nothing".to_owned() } else { names.join(", ") };
    format!(
        "it does not export the function `{RUN}` (it exports {what}): build it for world `script` of toolgate:tools"
    )
}

/// Refuses a component that was made for another version of the contract: one whose interfaces this host's can't stand for.
fn check_contract<'a>(imports: impl Iterator<Item = &'a str>) -> Result<(), String> {
    let mut versions = imports.filter_map(|name| name.strip_prefix(CONTRACT_PREFIX)?.split_once('@')).map(|(_, v)| v);
    match versions.find(|version| !is_compatible(version)) {
        Some(version) => Err(format!(
            "it was made for version {version} of toolgate:tools, and toolgate {} has version {CONTRACT}: compile its source again with this version of toolgate, or run it with the one that it was made for",
            env!("CARGO_PKG_VERSION")
        )),
        None => Ok(()),
    }
}

/// The package of the contract, as imports name it.
const CONTRACT_PREFIX: &str = "toolgate:tools/";

/// By the rules of semantic versions: up to the first number that is not zero, they are the same.
fn is_compatible(version: &str) -> bool {
    let significant = |version: &str| {
        let mut numbers: Vec<String> = Vec::new();
        for number in version.split('.') {
            numbers.push(number.to_owned());
            if number != "0" {
                break;
            }
        }
        numbers
    };
    significant(version) == significant(CONTRACT)
}

/// The most exports that are named.
const MAX_NAMED: usize = 10;

/// Links a script's world; and the whole of WASI 0.2 without anything granted, for guests whose libc wants it to be there.
pub(super) fn link(linker: &mut Linker<ScriptState>, wasm: &Wasm, component: &Component) -> wasmtime::Result<()> {
    imports::link(linker)?;
    let kind = component.component_type();
    let imports = |prefix: &str| kind.imports(wasm.engine()).any(|(name, _)| name.starts_with(prefix));
    if imports("wasi:cli/") || imports("wasi:io/") {
        p2::add_to_linker_async(linker)?;
    }
    Ok(())
}

/// What the component wants that no script gets.
pub(super) fn not_linked(error: &wasmtime::Error) -> String {
    format!("it imports what no script has: {}", error.root_cause())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contracts_are_compared_as_versions_are() {
        let check = |imports: &[&str]| check_contract(imports.iter().copied());
        assert_eq!(check(&["toolgate:tools/calls@0.1.0", "wasi:random/random@0.3.0"]), Ok(()));
        assert_eq!(check(&["toolgate:tools/calls@0.1.7"]), Ok(()));
        for other in ["0.2.0", "1.1.0", "0.0.1", "x"] {
            let told = check(&["toolgate:tools/types@0.1.0", &format!("toolgate:tools/calls@{other}")]).unwrap_err();
            assert!(told.starts_with(&format!("it was made for version {other} of toolgate:tools")), "{told}");
        }
    }
}
