//! The tools that exist: names, schemas, look-up, search. Never calls one.

pub mod bindings;
mod definition;
mod schema;

pub use definition::{ToolAnnotations, ToolDefinition};
pub(crate) use schema::{Schema, Violation, describe};

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::json;

use crate::provider::{CallError, CallErrorKind, Provider};

/// All tools of a runtime, by full name: `PROVIDER.NAME`.
#[derive(Default)]
pub struct Catalog {
    tools: BTreeMap<String, Arc<Tool>>,
    /// Names as a program would write them (`-` and `.` become `_`), where that is unique.
    lenient: HashMap<String, Option<String>>,
}

/// One tool, with what is needed to call it.
pub struct Tool {
    /// Its place among the tools, from 0: what is kept for each tool is found by it.
    index: usize,
    definition: ToolDefinition,
    full_name: Arc<str>,
    local_name: Arc<str>,
    provider: Arc<dyn Provider>,
    input: Schema,
    output: Option<Schema>,
}

impl Tool {
    /// What its provider says of it; the name is the one within the provider.
    #[must_use]
    pub fn definition(&self) -> &ToolDefinition {
        &self.definition
    }

    /// `PROVIDER.NAME`.
    #[must_use]
    pub fn full_name(&self) -> &str {
        &self.full_name
    }

    pub(crate) fn shared_name(&self) -> &Arc<str> {
        &self.full_name
    }

    pub(crate) fn index(&self) -> usize {
        self.index
    }

    pub(crate) fn local_name(&self) -> &Arc<str> {
        &self.local_name
    }

    /// The provider's name: what stands before the first dot of the full name.
    pub(crate) fn provider_name(&self) -> &str {
        self.full_name.split_once('.').map_or(&*self.full_name, |(provider, _)| provider)
    }

    pub(crate) fn provider(&self) -> &dyn Provider {
        &*self.provider
    }

    pub(crate) fn input(&self) -> &Schema {
        &self.input
    }

    pub(crate) fn output(&self) -> Option<&Schema> {
        self.output.as_ref()
    }
}

/// How many names are offered for one that does not exist.
const MAX_NEAREST: usize = 3;

/// Bytes of a full name, at most: a provider's, the dot, a tool's.
const MAX_FULL_NAME: usize = 257;

/// A name that is less alike than this is not offered (Jaro-Winkler, 0 to 1).
const MIN_LIKENESS: f64 = 0.75;

impl Catalog {
    /// Adds a provider's tools.
    ///
    /// # Errors
    /// What is wrong with a name or a schema, and whose it is.
    pub(crate) fn add(&mut self, provider_name: &str, provider: &Arc<dyn Provider>) -> Result<(), String> {
        check_name("provider", provider_name)?;
        for definition in provider.tools() {
            check_name("tool", &definition.name)?;
            let full = format!("{provider_name}.{}", definition.name);
            let schema = |which: &str, value| {
                Schema::compile(value)
                    .map_err(|reason| format!("the {which} schema of {full} is not a JSON Schema: {reason}"))
            };
            let tool = Tool {
                index: self.tools.len(),
                input: schema("input", &definition.input_schema)?,
                output: definition.output_schema.as_ref().map(|value| schema("output", value)).transpose()?,
                full_name: full.as_str().into(),
                local_name: definition.name.as_str().into(),
                definition: definition.clone(),
                provider: Arc::clone(provider),
            };
            self.lenient.entry(normal(&full)).and_modify(|name| *name = None).or_insert_with(|| Some(full.clone()));
            if self.tools.insert(full.clone(), Arc::new(tool)).is_some() {
                return Err(format!("there are two tools named {full}: name them apart"));
            }
        }
        Ok(())
    }

    /// A tool by its full name; `-` and `.` in a name may be written as `_`.
    ///
    /// # Errors
    /// There is none; the message and `data.nearest` offer the nearest names.
    pub fn get(&self, name: &str) -> Result<&Arc<Tool>, CallError> {
        if let Some(tool) = self.tools.get(name) {
            return Ok(tool);
        }
        let lenient = self.lenient.get(&normal(name)).and_then(Option::as_ref);
        lenient.and_then(|full| self.tools.get(full)).ok_or_else(|| self.unknown(name))
    }

    fn unknown(&self, name: &str) -> CallError {
        let (hint, nearest) = self.nearest(name);
        let name = &name[..name.floor_char_boundary(MAX_FULL_NAME)];
        CallError::new(CallErrorKind::UnknownTool, format!("no tool is named {name:?}: {hint}"))
            .with_data(json!({ "nearest": nearest }))
    }

    /// What may have been meant by a name that no tool has: a sentence, and the nearest names.
    pub(crate) fn nearest(&self, name: &str) -> (String, Vec<&str>) {
        // It comes from a guest and may be of any length; no tool's is longer, and comparing takes its time.
        let name = &name[..name.floor_char_boundary(MAX_FULL_NAME)];
        let wanted = name.to_lowercase();
        let last = wanted.rsplit('.').next().unwrap_or_default();
        let of_provider = wanted.split_once('.').map(|(provider, _)| provider);
        let likeness = |full: &str| {
            let full = full.to_lowercase();
            let (provider, own) = full.split_once('.').unwrap_or(("", &full));
            let own = strsim::jaro_winkler(own, last);
            // Where the provider is right, what it shares with all its tools says nothing.
            if of_provider == Some(provider) { own } else { own.max(strsim::jaro_winkler(&full, &wanted)) }
        };
        let mut nearest: Vec<(f64, &str)> = self.tools.keys().map(|full| (likeness(full), full.as_str())).collect();
        nearest.retain(|(likeness, _)| *likeness >= MIN_LIKENESS);
        nearest.sort_by(|a, b| b.0.total_cmp(&a.0));
        let nearest: Vec<&str> = nearest.into_iter().take(MAX_NEAREST).map(|(_, name)| name).collect();
        let hint = if nearest.is_empty() {
            match self.tools.len() {
                0 => "no tools are configured".to_owned(),
                _ => format!("the tools are {}", self.some_names()),
            }
        } else {
            format!("did you mean {}?", nearest.join(" or "))
        };
        (hint, nearest)
    }

    fn some_names(&self) -> String {
        const MAX_NAMES: usize = 20;
        let names: Vec<&str> = self.tools.keys().take(MAX_NAMES).map(String::as_str).collect();
        let more = self.tools.len() - names.len();
        if more == 0 { names.join(", ") } else { format!("{} and {more} more", names.join(", ")) }
    }

    /// All tools, in the order of their places.
    pub(crate) fn by_index(&self) -> Vec<Arc<Tool>> {
        let mut tools: Vec<Arc<Tool>> = self.tools.values().cloned().collect();
        tools.sort_by_key(|tool| tool.index);
        tools
    }

    /// All tools by full name, in the names' order.
    pub fn tools(&self) -> impl Iterator<Item = (&str, &ToolDefinition)> {
        self.tools.iter().map(|(name, tool)| (name.as_str(), &tool.definition))
    }

    /// The tools that fit a few words, best first: a word counts 4 in the name, 2 in the title, 1 in the description. Without
    /// words: all, in the names' order.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize) -> Vec<(&str, &ToolDefinition)> {
        let words: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let score = |name: &str, tool: &ToolDefinition| -> u32 {
            let name = name.to_lowercase();
            let title = tool.title.as_deref().unwrap_or_default().to_lowercase();
            let description = tool.description.as_deref().unwrap_or_default().to_lowercase();
            let one = |word: &String| {
                4 * u32::from(name.contains(word))
                    + 2 * u32::from(title.contains(word))
                    + u32::from(description.contains(word))
            };
            words.iter().map(one).sum()
        };
        let mut found: Vec<(u32, &str, &ToolDefinition)> = self
            .tools()
            .map(|(name, tool)| (score(name, tool), name, tool))
            .filter(|(score, ..)| words.is_empty() || *score > 0)
            .collect();
        found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
        found.into_iter().take(limit).map(|(_, name, tool)| (name, tool)).collect()
    }
}

fn normal(name: &str) -> String {
    name.replace(['-', '.'], "_")
}

fn check_name(what: &str, name: &str) -> Result<(), String> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if name.is_empty() || name.len() > 128 || !name.chars().all(allowed) {
        return Err(format!("{name:?} can't be a {what}'s name: use 1 to 128 ASCII letters, digits, _, - or ."));
    }
    if what == "provider" && name.contains('.') {
        return Err(format!("{name:?} can't be a provider's name: the dot separates it from its tools"));
    }
    Ok(())
}

impl std::fmt::Debug for Catalog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.tools.keys()).finish()
    }
}
