//! The policies by glob, and which of them come first for a tool. Never knows what a key means.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use super::Policy;

/// The section that holds for every tool.
pub(crate) const DEFAULT: &str = "default";

/// Policies in the order in which they were written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Policies {
    pub(super) sections: Vec<Section>,
}

impl Policies {
    /// No policies: every key has its default.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a policy for the tools whose full names the glob `pattern` matches (`*` stands for any text), or for all of
    /// them where it is `default`.
    #[must_use]
    pub fn with(mut self, pattern: impl Into<String>, policy: Policy) -> Self {
        self.sections.push(Section { pattern: Pattern(pattern.into()), policy, places: None });
        self
    }

    /// The same with those of another set behind.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.sections.extend(others.sections);
        self
    }

    /// Whether they are the same, wherever they were read.
    #[cfg(test)]
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let bare = |policies: &Self| {
            policies
                .sections
                .iter()
                .map(|section| (section.pattern.clone(), section.policy.clone()))
                .collect::<Vec<_>>()
        };
        bare(self) == bare(other)
    }

    /// # Errors
    /// Why no tool can ever be meant by a pattern.
    pub(crate) fn check_pattern(pattern: &str) -> Result<(), String> {
        Pattern(pattern.to_owned()).check()
    }

    pub(crate) fn add_read(&mut self, pattern: String, policy: Policy, places: KeyPlaces) {
        self.sections.push(Section { pattern: Pattern(pattern), policy, places: Some(Arc::new(places)) });
    }
}

/// Where a section stands in its file, and each key of it: lines and columns from 1.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeyPlaces {
    pub(crate) file: PathBuf,
    pub(crate) section: (u32, u32),
    pub(crate) keys: HashMap<String, (u32, u32)>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) at: (u32, u32),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file.display(), self.at.0, self.at.1)
    }
}

/// One policy, and the tools that it is for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Section {
    pub(super) pattern: Pattern,
    pub(super) policy: Policy,
    places: Option<Arc<KeyPlaces>>,
}

impl Section {
    /// Where the key stands, or the section where it has none.
    pub(super) fn place(&self, key: Option<&str>) -> Option<Place> {
        let places = self.places.as_ref()?;
        let at = key.and_then(|key| places.keys.get(key)).unwrap_or(&places.section);
        Some(Place { file: places.file.clone(), at: *at })
    }
}

/// A glob over full names of tools.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(String);

impl Pattern {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    pub(super) fn is_default(&self) -> bool {
        self.0 == DEFAULT
    }

    /// Whether it can only be one tool's name.
    pub(super) fn is_exact(&self) -> bool {
        !self.is_default() && !self.0.contains('*')
    }

    /// What comes first: a name before a glob, a glob with more of the name in it before one with less, all before `default`.
    pub(super) fn rank(&self) -> usize {
        let letters = self.0.len() - self.0.matches('*').count();
        match (self.is_default(), self.is_exact()) {
            (true, _) => 0,
            (_, true) => usize::MAX,
            _ => 1 + letters,
        }
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        self.is_default() || matches(&self.0, name)
    }

    /// # Errors
    /// Why no tool can ever be meant.
    pub(super) fn check(&self) -> Result<(), String> {
        let pattern = &self.0;
        if self.is_default() || pattern == "*" {
            return Ok(());
        }
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '*');
        if pattern.is_empty() || pattern.len() > MAX_PATTERN || !pattern.chars().all(allowed) {
            return Err(format!(
                "a policy can't be for {pattern:?}: write a tool's name such as \"shop.orders\", a glob such as \"shop.*\", or \
                 `default`"
            ));
        }
        if !pattern.contains(['.', '*']) {
            return Err(format!(
                "a policy can't be for {pattern:?}, which is no tool's full name: write \"{pattern}.*\" for all tools of a provider"
            ));
        }
        Ok(())
    }
}

/// Whether a glob, in which `*` stands for any text, matches a tool's full name.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        // The first place is the best: it leaves the most for what follows.
        match name.find(part) {
            Some(at) => name = &name[at + part.len()..],
            None => return false,
        }
    }
    name.ends_with(last)
}

/// Bytes of a pattern, at most.
const MAX_PATTERN: usize = 300;
