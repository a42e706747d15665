//! `toolgate inspect`: what a file of WebAssembly is made of, and what a compiled script says of its source. Runs nothing.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use bytesize::ByteSize;
use serde_json::Value;
use toolgate::compile::{self, Inspection, Kind, Record};

use crate::setup::read_file;
use crate::{Status, print};

#[derive(clap::Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Args {
    /// A .wasm; `-` is standard input
    file: PathBuf,
    /// Print it as one JSON object, the source included
    #[arg(long)]
    json: bool,
    /// Print the source that a compiled script has inside, and nothing else; of Rust there is none
    #[arg(long, conflicts_with = "json")]
    source: bool,
}

pub(crate) fn run(args: &Args) -> Result<Status> {
    let name = args.file.display();
    let bytes = read_file(&args.file).with_context(|| format!("can't read {name}"))?;
    let told = compile::inspect(&bytes).map_err(|reason| anyhow!("{name} can't be inspected: {reason}"))?;
    if args.source {
        match (&told.record, &told.record_error) {
            (Some(Record { source: Some(source), .. }), _) => print::line(source.trim_end_matches('\n'))?,
            (_, Some(error)) => bail!("{name} has no source that can be shown: {error}"),
            (Some(record), _) => bail!(
                "{name} has no source inside: of {} ({}) it has the digest {}",
                printable(&record.name),
                printable(&record.language),
                printable(&record.source_blake3)
            ),
            _ => bail!("{name} has no source inside"),
        }
    } else if args.json {
        print::json(&json(&told).to_string())?;
    } else {
        print::line(&text(&told, &args.file))?;
    }
    Ok(Status::Done)
}

/// The inspection, and what it means to this version.
fn json(told: &Inspection) -> Value {
    let mut json = serde_json::to_value(told).unwrap_or_default();
    json["remarks"] = told.record.as_ref().map(compile::remarks).unwrap_or_default().into();
    json
}

fn text(told: &Inspection, file: &Path) -> String {
    let what = match told.kind {
        Kind::Script => "a script",
        Kind::Plugin => "a plugin",
        Kind::Engine => "a script engine",
        Kind::Module => "a core module",
        _ => "a component",
    };
    let mut lines = vec![format!("{}: {what}, {}", file.display(), size(told.bytes))];
    if let Some(record) = &told.record {
        lines.extend(of_record(record).map(|(key, value)| format!("  {key:9} {}", printable(&value))));
        lines.extend(compile::remarks(record).into_iter().map(|remark| format!("  note      {}", printable(&remark))));
    }
    if let Some(error) = &told.record_error {
        lines.push(format!("  note      {error}"));
    }
    for (title, items) in [("imports", &told.imports), ("exports", &told.exports)] {
        for (at, item) in items.iter().enumerate() {
            let title = if at == 0 { title } else { "" };
            lines.push(format!("  {title:9} {} ({})", item.name, item.kind));
        }
    }
    lines.join("\n")
}

fn of_record(record: &Record) -> impl Iterator<Item = (&'static str, String)> {
    let lines = record.source.as_ref().map(|source| format!(", {} lines", source.lines().count())).unwrap_or_default();
    let engine = record.engine.as_ref().map(|engine| {
        let version = engine.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
        format!("{}{version}, blake3 {}", engine.name, engine.blake3)
    });
    let tools = if record.tools.is_empty() { "none by name".to_owned() } else { record.tools.join(", ") };
    [
        ("source", Some(format!("{} ({}{lines}), blake3 {}", record.name, record.language, record.source_blake3))),
        ("tools", Some(tools)),
        ("engine", engine),
        ("compiled", Some(format!("by toolgate {}, for toolgate:tools {}", record.toolgate, record.contract))),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key, value?)))
}

/// What anybody may have written, without what a terminal would obey.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// The structure in a few lines: modules, sections and what they weigh.
pub(crate) fn summary(told: &Inspection) -> String {
    let mut lines = vec![format!("(component ;; {}", size(told.bytes))];
    lines.extend(told.imports.iter().map(|item| format!("  (import {:?} ({}))", item.name, item.kind)));
    for (index, module) in told.modules.iter().enumerate() {
        let memory = match module.memory_bytes {
            0 => String::new(),
            bytes => format!(", {} of memory, {} of data", ByteSize(bytes), size(module.data_bytes)),
        };
        lines.push(format!(
            "  (core module {index} ;; {}: {} imports, {} exports, {} functions with {} of code{memory})",
            size(module.bytes),
            module.imports,
            module.exports,
            module.functions,
            size(module.code_bytes),
        ));
    }
    let structure = told.sections.iter().filter(|section| !matches!(&*section.name, "imports" | "exports"));
    lines.extend(structure.map(|section| match section.name.strip_prefix("custom ") {
        Some(name) => format!("  (@custom {name:?} ;; {})", size(section.bytes)),
        None => format!("  ;; {} {}, {}", section.entries, section.name, size(section.bytes)),
    }));
    lines.extend(told.exports.iter().map(|item| format!("  (export {:?} ({}))", item.name, item.kind)));
    lines.push(")".to_owned());
    lines.join("\n")
}

pub(crate) fn size(bytes: usize) -> String {
    ByteSize(bytes as u64).to_string()
}
