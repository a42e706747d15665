//! The `[providers.NAME]` tables. Never loads a plugin or opens a directory.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::reader::{Field, Section};
use super::{ConfigError, read_bounded, reason};
use crate::catalog::ToolAnnotations;
use crate::json::Json;
use crate::provider::{Access, HttpGrant, SimulatedTool};

type Result<T> = std::result::Result<T, ConfigError>;

/// The most bytes that a `returns_file` may have.
const MAX_RETURNS_BYTES: u64 = 64 << 20;

const TOOL_KEYS: [&str; 16] = [
    "name",
    "title",
    "description",
    "input_schema",
    "output_schema",
    "annotations",
    "latency",
    "jitter",
    "error_rate",
    "error_message",
    "retryable",
    "retry_after",
    "seed",
    "returns",
    "returns_file",
    "echo",
];

/// Where a provider's tools come from.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ProviderConfig {
    /// A plugin: a WebAssembly component.
    Component(PluginConfig),
    /// Tools that only pretend.
    Simulated(Vec<SimulatedTool>),
}

/// A plugin, and what it is given.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct PluginConfig {
    /// The `.wasm` file.
    pub path: PathBuf,
    /// The directories that it may touch.
    pub dirs: Vec<DirGrant>,
    /// The hosts that it may reach over HTTP.
    pub hosts: Vec<HttpGrant>,
    /// A PEM file with more certificates to trust.
    pub tls_roots: Option<PathBuf>,
    /// What it lets its operator set; checked when the plugin is loaded.
    pub settings: Map<String, Value>,
}

impl PluginConfig {
    /// A plugin that is given nothing.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), ..Self::default() }
    }
}

/// A directory of the host that a plugin may touch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirGrant {
    /// The host's directory.
    pub host: PathBuf,
    /// The absolute path under which the plugin sees it.
    pub guest: String,
    /// What it may do there.
    pub access: Access,
}

/// Checks that a script can write `tools.NAME`: 1 to 64 ASCII letters, digits and `_`, not a digit first.
///
/// # Errors
/// What is wrong with the name, and one that would do where there is one.
pub fn check_provider_name(name: &str) -> std::result::Result<(), String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if !name.is_empty()
        && name.len() <= 64
        && name.chars().all(plain)
        && !name.starts_with(|c: char| c.is_ascii_digit())
    {
        return Ok(());
    }
    let mut fitting: String = name.chars().map(|c| if plain(c) { c } else { '_' }).take(64).collect();
    if fitting.starts_with(|c: char| c.is_ascii_digit()) {
        fitting.insert(0, '_');
        fitting.truncate(64);
    }
    let instead = if name.is_empty() { String::new() } else { format!(", such as `{fitting}`") };
    Err(format!(
        "a provider can't be named `{name}`, since scripts write `tools.NAME`: use 1 to 64 letters, digits and `_`, \
         and no digit first{instead}"
    ))
}

pub(super) fn read(root: &Section<'_>, base_dir: &Path) -> Result<Vec<(String, ProviderConfig)>> {
    let Some(section) = root.get("providers") else {
        return Ok(Vec::new());
    };
    section.section()?.entries().into_iter().map(|field| provider(&field, base_dir)).collect()
}

fn provider(field: &Field<'_>, base_dir: &Path) -> Result<(String, ProviderConfig)> {
    check_provider_name(field.key()).map_err(|message| field.error(message))?;
    let section = field.section()?;
    let kind = section.require("kind", "\"component\"` or `\"simulated\"")?.word(&["component", "simulated"])?;
    let provider = match kind {
        "component" => component(&section, base_dir)?,
        _ => simulated(&section, base_dir)?,
    };
    Ok((field.key().to_owned(), provider))
}

fn component(section: &Section<'_>, base_dir: &Path) -> Result<ProviderConfig> {
    section.allow(&["kind", "path", "dirs", "hosts", "tls_roots", "settings"])?;
    let field = section.require("path", "\"plugin.wasm\"")?;
    let path = file(&field, base_dir)?;
    let dirs = section.get("dirs").map(|field| field.sections()).transpose()?.unwrap_or_default();
    let dirs: Vec<_> = dirs.iter().map(|section| dir_grant(section, base_dir)).collect::<Result<_>>()?;
    let mut seen = HashSet::new();
    if let Some(twice) = dirs.iter().find(|dir| !seen.insert(&dir.guest)) {
        return Err(section.error(format!(
            "{} grants `{}` twice: give each a path of its own",
            section.title(),
            twice.guest
        )));
    }
    let hosts = section.get("hosts").map(|field| field.items()).transpose()?.unwrap_or_default();
    let hosts = hosts.iter().map(host_grant).collect::<Result<_>>()?;
    let tls_roots = section.get("tls_roots").map(|field| file(&field, base_dir)).transpose()?;
    let settings = section.get("settings").map(|field| settings(&field)).transpose()?.unwrap_or_default();
    Ok(ProviderConfig::Component(PluginConfig { path, dirs, hosts, tls_roots, settings }))
}

/// The path of a file that is there.
fn file(field: &Field<'_>, base_dir: &Path) -> Result<PathBuf> {
    let path = base_dir.join(field.string()?);
    match fs::metadata(&path) {
        Ok(metadata) if metadata.is_dir() => Err(missing(field, &path, "is a directory, not a file")),
        Ok(_) => Ok(path),
        Err(error) => Err(missing(field, &path, &reason(&error))),
    }
}

fn settings(field: &Field<'_>) -> Result<Map<String, Value>> {
    field.section()?;
    match field.json()? {
        Value::Object(settings) => Ok(settings),
        _ => Err(field.invalid("must be a table")),
    }
}

/// `"api.example.com"`, or a table that says more of it.
fn host_grant(field: &Field<'_>) -> Result<HttpGrant> {
    let pattern = |field: &Field<'_>| {
        let grant: HttpGrant = field.string()?.parse().map_err(|message| field.error(message))?;
        Ok(grant)
    };
    if field.is_string() {
        return pattern(field);
    }
    let section = field.section()?;
    section.allow(&["host", "methods", "private"])?;
    let mut grant = pattern(&section.require("host", "\"api.example.com\"")?)?;
    if let Some(field) = section.get("methods") {
        let methods = field.items()?;
        let methods = methods.iter().map(|method| method.string()).collect::<Result<Vec<_>>>()?;
        grant = match &*methods {
            [] => return Err(field.invalid("must hold methods, or \"*\" for all of them")),
            ["*"] => grant.any_method(),
            methods => grant.methods(methods.iter().copied()).map_err(|message| field.error(message))?,
        };
    }
    match section.get("private") {
        Some(field) => Ok(grant.private(field.boolean()?)),
        None => Ok(grant),
    }
}

fn dir_grant(section: &Section<'_>, base_dir: &Path) -> Result<DirGrant> {
    section.allow(&["host", "guest", "access"])?;
    let field = section.require("host", "\"src\"")?;
    let host = base_dir.join(field.string()?);
    match fs::metadata(&host) {
        Ok(metadata) if metadata.is_dir() => {}
        Ok(_) => return Err(missing(&field, &host, "is not a directory")),
        Err(error) => return Err(missing(&field, &host, &reason(&error))),
    }
    let field = section.require("guest", "\"/src\"")?;
    let guest = field.string()?;
    if !guest.starts_with('/') || guest.split('/').any(|part| part == ".." || part == ".") {
        return Err(
            field.invalid(format_args!("must be an absolute path without `..`, such as \"/src\", but is {guest:?}"))
        );
    }
    let access = match section.get("access").map(|field| field.word(&["read", "read-write"])).transpose()? {
        Some("read-write") => Access::ReadWrite,
        _ => Access::Read,
    };
    Ok(DirGrant { host, guest: guest.to_owned(), access })
}

fn missing(field: &Field<'_>, path: &Path, problem: &str) -> ConfigError {
    field.invalid(format_args!(
        "names {}, which {problem}; paths are relative to the configuration's folder",
        path.display()
    ))
}

fn simulated(section: &Section<'_>, base_dir: &Path) -> Result<ProviderConfig> {
    section.allow(&["kind", "tools"])?;
    let tools = section.get("tools").map(|field| field.sections()).transpose()?.unwrap_or_default();
    if tools.is_empty() {
        return Err(
            section.error(format!("{} has no tools: add a table `[[providers.NAME.tools]]` for each", section.title()))
        );
    }
    let mut seen = HashSet::new();
    let tools = tools.iter().map(|section| {
        let tool = simulated_tool(section, base_dir)?;
        if !seen.insert(tool.definition().name.clone()) {
            return Err(section.error(format!(
                "{} is a second tool named `{}`: give each a name of its own",
                section.title(),
                tool.definition().name
            )));
        }
        Ok(tool)
    });
    Ok(ProviderConfig::Simulated(tools.collect::<Result<_>>()?))
}

fn simulated_tool(section: &Section<'_>, base_dir: &Path) -> Result<SimulatedTool> {
    section.allow(&TOOL_KEYS)?;
    let name = section.require("name", "\"orders\"")?;
    let mut tool = SimulatedTool::new(tool_name(&name)?);
    tool = answer(section, base_dir, tool)?;
    for field in section.entries() {
        tool = match field.key() {
            "title" => tool.title(field.string()?),
            "description" => tool.description(field.string()?),
            "input_schema" => tool.input_schema(schema(&field)?),
            "output_schema" => tool.output_schema(schema(&field)?),
            "annotations" => tool.annotations(annotations(&field.section()?)?),
            "latency" => tool.latency(field.duration()?),
            "jitter" => tool.jitter(field.duration()?),
            "error_rate" => tool.error_rate(field.rate()?),
            "error_message" => tool.error_message(field.string()?),
            "retryable" => tool.retryable(field.boolean()?),
            "retry_after" => tool.retry_after(field.duration()?),
            "seed" => tool.seed(field.count(0)?),
            _ => tool,
        };
    }
    Ok(tool)
}

fn tool_name<'a>(field: &Field<'a>) -> Result<&'a str> {
    let name = field.string()?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if (1..=128).contains(&name.len()) && name.chars().all(allowed) {
        return Ok(name);
    }
    Err(field.invalid(format_args!("can't be {name:?}: use 1 to 128 ASCII letters, digits, `_`, `-` and `.`")))
}

fn schema(field: &Field<'_>) -> Result<Value> {
    field.section()?;
    field.json()
}

fn annotations(section: &Section<'_>) -> Result<ToolAnnotations> {
    section.allow(&["read_only", "destructive", "idempotent", "open_world"])?;
    let hint = |key: &str| section.get(key).map(|field| field.boolean()).transpose();
    Ok(ToolAnnotations {
        read_only_hint: hint("read_only")?,
        destructive_hint: hint("destructive")?,
        idempotent_hint: hint("idempotent")?,
        open_world_hint: hint("open_world")?,
    })
}

/// What the tool answers with: exactly one of three keys says it.
fn answer(section: &Section<'_>, base_dir: &Path, tool: SimulatedTool) -> Result<SimulatedTool> {
    let given: Vec<_> = ["returns", "returns_file", "echo"].iter().filter_map(|key| section.get(key)).collect();
    let field = match &*given {
        [field] => field,
        [] => {
            return Err(section.error(format!(
                "{} does not say what it answers: add one of `returns = …`, `returns_file = \"FILE.json\"`, `echo = true`",
                section.title()
            )));
        }
        [.., last] => {
            return Err(last.invalid("is one answer too many: keep one of `returns`, `returns_file` and `echo`"));
        }
    };
    match field.key() {
        "returns" => Ok(tool.returns(field.json()?)),
        "echo" if field.boolean()? => Ok(tool.echo()),
        "echo" => Err(field.invalid("can only be true: leave it away, and use `returns` or `returns_file`")),
        _ => Ok(tool.returns(returns_file(field, base_dir)?)),
    }
}

fn returns_file(field: &Field<'_>, base_dir: &Path) -> Result<Json> {
    let path = base_dir.join(field.string()?);
    let bytes = read_bounded(&path, MAX_RETURNS_BYTES).map_err(|problem| missing(field, &path, &problem))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| field.invalid(format_args!("names {}, which is not UTF-8", path.display())))?;
    Json::parse(text)
        .map_err(|error| field.invalid(format_args!("names {}, which is not JSON: {error}", path.display())))
}
