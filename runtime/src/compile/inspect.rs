//! What a file of WebAssembly is made of, read and never run or compiled. The file may be anything; what can't be read is an
//! error, and every list has a bound.

use serde::Serialize;
use wasmparser::{ComponentExternalKind, ComponentTypeRef, Encoding, Parser, Payload, TypeRef};

use crate::script::Record;

/// The most imports, exports, modules and custom sections that are told; what is beyond is counted only.
const MAX_LISTED: usize = 1_000;
/// The most bytes of a name.
const MAX_NAME: usize = 300;
/// A page of linear memory, in bytes.
const PAGE: u64 = 64 << 10;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// A component of world `script`: `toolgate run` runs it.
    Script,
    /// A component of world `plugin`: a set of tools.
    Plugin,
    /// A component of world `engine`: a script that has no source yet.
    Engine,
    /// A component of another world.
    Component,
    /// A core module, which becomes a component before it is used.
    Module,
}

/// What a file of WebAssembly is made of.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Inspection {
    /// What it is.
    pub kind: Kind,
    /// Its size.
    pub bytes: usize,
    /// What a compiled script says of itself.
    pub record: Option<Record>,
    /// Why what it says of itself can't be used.
    pub record_error: Option<String>,
    /// What it imports.
    pub imports: Vec<Item>,
    /// What it exports.
    pub exports: Vec<Item>,
    /// Its core modules, those of nested components included.
    pub modules: Vec<CoreModule>,
    /// What else it is made of, in the order in which it first appears, one entry a kind; the bytes of nested components are
    /// their own.
    pub sections: Vec<Section>,
}

/// Something that is imported or exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Item {
    /// Its name.
    pub name: String,
    /// `interface`, `function`, `type`, `module`, `component`, `value`; of a core module `function`, `memory`, `table`, `global`,
    /// `tag`.
    #[serde(rename = "type")]
    pub kind: &'static str,
}

/// A core module.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CoreModule {
    /// Its size.
    pub bytes: usize,
    /// Functions of its own.
    pub functions: u32,
    /// The bytes of their code.
    pub code_bytes: usize,
    /// What it imports, counted.
    pub imports: u32,
    /// What it exports, counted.
    pub exports: u32,
    /// The memory that it begins with, in bytes; 0 where it has none of its own.
    pub memory_bytes: u64,
    /// What of its memory is in the file, in bytes.
    pub data_bytes: usize,
    /// The bytes of its custom sections: names, say.
    pub custom_bytes: usize,
}

/// Sections of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Section {
    /// The kind; `custom NAME` for a custom section.
    pub name: String,
    /// How many entries they have together.
    pub entries: u32,
    /// Their bytes, without headers.
    pub bytes: usize,
}

/// Reads what a file is made of.
///
/// # Errors
/// It is no WebAssembly, or is damaged: what is wrong, and where.
pub fn inspect(wasm: &[u8]) -> Result<Inspection, String> {
    let mut reading = Reading::default();
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload.map_err(damaged)?;
        reading.payload(payload, wasm.len()).map_err(damaged)?;
    }
    let (record, record_error) = match Record::read(wasm) {
        Ok(record) => (record, None),
        Err(error) => (None, Some(error.to_string())),
    };
    let kind = if reading.is_module { Kind::Module } else { kind(&reading.exports) };
    let Reading { imports, exports, modules, sections, .. } = reading;
    Ok(Inspection { kind, bytes: wasm.len(), record, record_error, imports, exports, modules, sections })
}

fn damaged(error: wasmparser::BinaryReaderError) -> String {
    format!("it is not WebAssembly, or is cut off or damaged: {} at byte {}", error.message(), error.offset())
}

fn kind(exports: &[Item]) -> Kind {
    let function = |name: &str| exports.iter().any(|item| item.name == name && item.kind == "function");
    if exports.iter().any(|item| item.name.starts_with("toolgate:tools/provider")) {
        Kind::Plugin
    } else if function("run") {
        if function("load") { Kind::Engine } else { Kind::Script }
    } else {
        Kind::Component
    }
}

#[derive(Default)]
struct Reading {
    is_module: bool,
    imports: Vec<Item>,
    exports: Vec<Item>,
    modules: Vec<CoreModule>,
    sections: Vec<Section>,
    /// What is open, the outermost first: the index of a module, or `None` for a component.
    open: Vec<Option<usize>>,
    /// How large what is opened next is.
    next_bytes: Option<usize>,
}

impl Reading {
    fn payload(&mut self, payload: Payload<'_>, file: usize) -> wasmparser::Result<()> {
        match &payload {
            Payload::Version { encoding, .. } => return self.begin(*encoding, file),
            Payload::End(_) => {
                self.open.pop();
                return Ok(());
            }
            Payload::ModuleSection { unchecked_range, .. } | Payload::ComponentSection { unchecked_range, .. } => {
                self.next_bytes = Some(unchecked_range.len());
                return Ok(());
            }
            _ => {}
        }
        match self.open.last() {
            Some(Some(module)) => self.core(*module, payload),
            Some(None) => self.component(payload),
            None => Ok(()),
        }
    }

    fn begin(&mut self, encoding: Encoding, file: usize) -> wasmparser::Result<()> {
        let bytes = self.next_bytes.take().unwrap_or(file);
        if encoding == Encoding::Component {
            if !self.open.is_empty() {
                self.section("nested component".to_owned(), 1, 0);
            }
            self.open.push(None);
            return Ok(());
        }
        self.is_module |= self.open.is_empty();
        if self.modules.len() < MAX_LISTED {
            self.modules.push(CoreModule { bytes, ..CoreModule::default() });
            self.open.push(Some(self.modules.len() - 1));
        } else {
            // Counted with the last one that is told.
            self.open.push(Some(MAX_LISTED - 1));
        }
        Ok(())
    }

    fn core(&mut self, module: usize, payload: Payload<'_>) -> wasmparser::Result<()> {
        let outermost = self.open.len() == 1;
        let told = &mut self.modules[module];
        match payload {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    told.imports += 1;
                    if outermost {
                        push(&mut self.imports, &format!("{}.{}", import.module, import.name), core_kind(import.ty));
                    }
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    told.exports += 1;
                    if outermost {
                        push(&mut self.exports, export.name, external_kind(export.kind));
                    }
                }
            }
            Payload::FunctionSection(section) => told.functions += section.count(),
            Payload::MemorySection(section) => {
                for memory in section {
                    told.memory_bytes = told.memory_bytes.saturating_add(memory?.initial.saturating_mul(PAGE));
                }
            }
            Payload::CodeSectionStart { range, .. } => told.code_bytes += range.len(),
            Payload::DataSection(section) => told.data_bytes += section.range().len(),
            Payload::CustomSection(section) => told.custom_bytes += section.range().len(),
            _ => {}
        }
        Ok(())
    }

    fn component(&mut self, payload: Payload<'_>) -> wasmparser::Result<()> {
        let outermost = self.open.len() == 1;
        let bytes = payload.as_section().map_or(0, |(_, range)| range.len());
        let (name, entries) = match payload {
            Payload::ComponentImportSection(section) => {
                let count = section.count();
                for import in section {
                    let import = import?;
                    if outermost {
                        push(&mut self.imports, import.name.name, component_kind(&import.ty));
                    }
                }
                ("imports", count)
            }
            Payload::ComponentExportSection(section) => {
                let count = section.count();
                for export in section {
                    let export = export?;
                    if outermost {
                        push(&mut self.exports, export.name.name, exported_kind(export.kind));
                    }
                }
                ("exports", count)
            }
            Payload::ComponentTypeSection(section) => ("types", section.count()),
            Payload::CoreTypeSection(section) => ("core types", section.count()),
            Payload::ComponentAliasSection(section) => ("aliases", section.count()),
            Payload::ComponentCanonicalSection(section) => ("canonical functions", section.count()),
            Payload::ComponentInstanceSection(section) => ("instances", section.count()),
            Payload::InstanceSection(section) => ("core instances", section.count()),
            Payload::ComponentStartSection { .. } => ("start", 1),
            Payload::CustomSection(section) => {
                let name = format!("custom {}", shortened(section.name()));
                self.section(name, 1, bytes);
                return Ok(());
            }
            _ => ("other", 1),
        };
        self.section(name.to_owned(), entries, bytes);
        Ok(())
    }

    fn section(&mut self, name: String, entries: u32, bytes: usize) {
        if let Some(section) = self.sections.iter_mut().find(|section| section.name == name) {
            section.entries = section.entries.saturating_add(entries);
            section.bytes += bytes;
        } else if self.sections.len() < MAX_LISTED {
            self.sections.push(Section { name, entries, bytes });
        }
    }
}

fn push(items: &mut Vec<Item>, name: &str, kind: &'static str) {
    if items.len() < MAX_LISTED {
        items.push(Item { name: shortened(name), kind });
    }
}

/// A name as a terminal may see it.
fn shortened(name: &str) -> String {
    let end = name.floor_char_boundary(MAX_NAME.min(name.len()));
    name[..end].chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

fn component_kind(ty: &ComponentTypeRef) -> &'static str {
    match ty {
        ComponentTypeRef::Module(_) => "module",
        ComponentTypeRef::Func(_) => "function",
        ComponentTypeRef::Value(_) => "value",
        ComponentTypeRef::Type(_) => "type",
        ComponentTypeRef::Instance(_) => "interface",
        ComponentTypeRef::Component(_) => "component",
    }
}

fn exported_kind(kind: ComponentExternalKind) -> &'static str {
    match kind {
        ComponentExternalKind::Module => "module",
        ComponentExternalKind::Func => "function",
        ComponentExternalKind::Value => "value",
        ComponentExternalKind::Type => "type",
        ComponentExternalKind::Instance => "interface",
        ComponentExternalKind::Component => "component",
    }
}

fn core_kind(ty: TypeRef) -> &'static str {
    match ty {
        TypeRef::Func(_) | TypeRef::FuncExact(_) => "function",
        TypeRef::Table(_) => "table",
        TypeRef::Memory(_) => "memory",
        TypeRef::Global(_) => "global",
        TypeRef::Tag(_) => "tag",
    }
}

fn external_kind(kind: wasmparser::ExternalKind) -> &'static str {
    match kind {
        wasmparser::ExternalKind::Func | wasmparser::ExternalKind::FuncExact => "function",
        wasmparser::ExternalKind::Table => "table",
        wasmparser::ExternalKind::Memory => "memory",
        wasmparser::ExternalKind::Global => "global",
        wasmparser::ExternalKind::Tag => "tag",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_webassembly_is_an_error() {
        for wasm in [&b""[..], b"return 1", b"\0asm", b"\0asm\x0d\0\x01\0\x01\x7f", b"\0asm\x01\0\0\0\x07\x05\x01\x01x"]
        {
            assert!(inspect(wasm).unwrap_err().contains("at byte"), "{wasm:?}");
        }
    }

    #[test]
    fn an_engine_is_told_as_one() {
        let told = inspect(crate::engine::JAVASCRIPT).unwrap();
        assert_eq!((told.kind, told.bytes), (Kind::Engine, crate::engine::JAVASCRIPT.len()));
        assert!(told.imports.iter().any(|item| item.name == "toolgate:tools/calls@0.1.0" && item.kind == "interface"));
        assert!(told.exports.contains(&Item { name: "load".to_owned(), kind: "function" }), "{:?}", told.exports);
        let main = told.modules.iter().max_by_key(|module| module.bytes).unwrap();
        assert!(main.functions > 1_000 && main.code_bytes > 500_000 && main.memory_bytes >= 1 << 20, "{main:?}");
        let parts: usize = told.modules.iter().map(|module| module.bytes).sum();
        assert!(parts < told.bytes && parts > told.bytes * 9 / 10, "{told:?}");
        assert!(told.sections.iter().any(|section| section.name == "canonical functions"));
    }

    #[test]
    fn a_module_is_told_as_one() {
        // (module (memory (export "m") 2))
        let wasm = b"\0asm\x01\0\0\0\x05\x03\x01\0\x02\x07\x05\x01\x01m\x02\0";
        let told = inspect(wasm).unwrap();
        assert_eq!((told.kind, told.modules[0].memory_bytes), (Kind::Module, 2 * PAGE));
        assert_eq!(told.exports, [Item { name: "m".to_owned(), kind: "memory" }]);
    }
}
