//! From the sections to one tool's values: the most specific section wins, key by key. What contradicts is an error here, before
//! any call is made.

use std::time::Duration;

use super::keys::KEYS;
use super::set::{Place, Section};
use super::{Backoff, Batch, Breaker, Cache, Hedge, Policies, Policy, Rate, Resource, Width};
use crate::catalog::{Catalog, ToolDefinition};

/// Why a policy can't be used. Shown as `FILE:LINE:COLUMN: MESSAGE` where it was read from a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", place.as_ref().map(|place| format!("{place}: ")).unwrap_or_default())]
#[non_exhaustive]
pub struct PolicyError {
    place: Option<Place>,
    /// What was wrong and what was meant.
    pub message: String,
}

impl PolicyError {
    fn new(section: &Section, key: Option<&str>, message: impl Into<String>) -> Self {
        Self { place: section.place(key), message: message.into() }
    }

    /// Line and column, both from 1, where the policy was read from a file.
    #[must_use]
    pub fn at(&self) -> Option<(u32, u32)> {
        self.place.as_ref().map(|place| place.at)
    }
}

/// What holds for one tool. `sources` says where each key's value comes from.
#[derive(Debug, Clone)]
pub(crate) struct Resolved {
    pub(crate) allow: bool,
    /// The shortest of the policy's and the tool's own.
    pub(crate) timeout: Option<(Duration, TimeoutOf)>,
    pub(crate) attempt_timeout: Option<Duration>,
    /// Whether the tool itself says that it changes nothing.
    pub(crate) read_only: bool,
    /// Whether a result may answer another call: it says so, or the policy says that a repeat is safe and the tool says nothing.
    pub(crate) shareable: bool,
    pub(crate) safe_to_repeat: bool,
    pub(crate) retries: u32,
    pub(crate) retry_budget: f64,
    pub(crate) backoff: Backoff,
    pub(crate) width: Option<Width>,
    pub(crate) rate: Option<Rate>,
    pub(crate) queue: u32,
    pub(crate) single_flight: bool,
    pub(crate) cache: Option<Cache>,
    pub(crate) hedge: Option<Hedge>,
    pub(crate) breaker: Option<Breaker>,
    /// With the number of the section whose tools share it.
    pub(crate) serialize_by: Option<(Resource, usize)>,
    pub(crate) batch: Option<Batch>,
    pub(crate) provider_width: Option<u32>,
    pub(crate) sources: Vec<(&'static str, Option<usize>)>,
}

/// Whose timeout is the shortest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TimeoutOf {
    Policy,
    Tool,
}

/// What is wider than a tool.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shared {
    pub(crate) runtime_width: Option<u32>,
}

/// Attempts after the first, repeats for each first attempt, and waiting calls, where no policy decides.
const RETRIES: u32 = 2;
const RETRY_BUDGET: f64 = 0.2;
const QUEUE: u32 = 10_000;

impl Policies {
    /// Checks the sections by themselves and against the tools that there are. Returns what is odd but can be used.
    ///
    /// # Errors
    /// The first value that can't be used, name that no tool has, or pattern that stands twice.
    pub(crate) fn check(&self, catalog: &Catalog) -> Result<Vec<String>, PolicyError> {
        let mut warnings = Vec::new();
        for (index, section) in self.sections.iter().enumerate() {
            let pattern = section.pattern.as_str();
            section.pattern.check().map_err(|problem| PolicyError::new(section, None, problem))?;
            section.policy.check().map_err(|(key, problem)| {
                PolicyError::new(section, Some(key), format!("`policy.\"{pattern}\".{key}` {problem}"))
            })?;
            if self.sections[..index].iter().any(|other| other.pattern == section.pattern) {
                let message = format!("there are two policies for \"{pattern}\": make them one");
                return Err(PolicyError::new(section, None, message));
            }
            if section.policy.runtime_width.is_some() && !section.pattern.is_default() {
                let message = "`runtime_width` is for all tools together: set it in the policy `default`";
                return Err(PolicyError::new(section, Some("runtime_width"), message));
            }
            if catalog.tools().any(|(name, _)| section.pattern.matches(name)) || section.pattern.is_default() {
                continue;
            }
            if section.pattern.is_exact() {
                // Not by the lenient look-up of scripts: a policy names what it is for exactly.
                let (hint, _) = catalog.nearest(pattern);
                let message = format!("the policy for \"{pattern}\" is for a tool that does not exist: {hint}");
                return Err(PolicyError::new(section, None, message));
            }
            let place = section.place(None).map(|place| format!("{place}: ")).unwrap_or_default();
            warnings.push(format!("{place}the policy for \"{pattern}\" matches none of the tools"));
        }
        Ok(warnings)
    }

    /// What is wider than a tool.
    ///
    /// # Errors
    /// Tools of one provider that have different widths for all of them.
    pub(crate) fn shared(&self, tools: &[(&str, &Resolved)]) -> Result<Shared, PolicyError> {
        for pair in tools.windows(2) {
            let [(one, first), (other, second)] = pair else { continue };
            let provider = |name: &str| name.split_once('.').map(|(provider, _)| provider.to_owned());
            if provider(one) != provider(other) || first.provider_width == second.provider_width {
                continue;
            }
            let width = |width: Option<u32>| width.map_or_else(|| "none".to_owned(), |width| width.to_string());
            let message = format!(
                "the tools of a provider share its `provider_width`, but {one} has {} and {other} has {}: set it for all of them",
                width(first.provider_width),
                width(second.provider_width),
            );
            let section = second.source("provider_width").or(first.source("provider_width"));
            let place = section.and_then(|index| self.sections[index].place(Some("provider_width")));
            return Err(PolicyError { place, message });
        }
        let of_default = self.sections.iter().find(|section| section.pattern.is_default());
        Ok(Shared { runtime_width: of_default.and_then(|section| section.policy.runtime_width.flatten()) })
    }

    /// What holds for a tool.
    ///
    /// # Errors
    /// Two sections of which none is more specific set a key to different values, or a section that names the tool asks for what
    /// the tool says it isn't fit for.
    pub(crate) fn resolve(&self, name: &str, tool: &ToolDefinition) -> Result<Resolved, PolicyError> {
        let sources = KEYS.iter().map(|key| Ok((*key, self.winner(name, key)?))).collect::<Result<Vec<_>, _>>()?;
        let chosen = Chosen { policies: self, sources: &sources };
        let hints = &tool.annotations;
        let changes = hints.read_only_hint == Some(false);
        let safe = chosen.get("safe_to_repeat", |policy| policy.safe_to_repeat);
        let suggested = tool.timeout_ms.map(Duration::from_millis).map(|time| (time, TimeoutOf::Tool));
        let timeout = chosen.get("timeout", |policy| policy.timeout).flatten().map(|time| (time, TimeoutOf::Policy));
        let resolved = Resolved {
            allow: chosen.get("allow", |policy| policy.allow).unwrap_or(true),
            timeout: [timeout, suggested].into_iter().flatten().min_by_key(|(time, _)| *time),
            attempt_timeout: chosen.get("attempt_timeout", |policy| policy.attempt_timeout).flatten(),
            read_only: hints.read_only_hint == Some(true),
            shareable: hints.read_only_hint == Some(true) || (!changes && safe == Some(true)),
            safe_to_repeat: safe.unwrap_or(hints.read_only_hint == Some(true) || hints.idempotent_hint == Some(true)),
            retries: chosen.get("retries", |policy| policy.retries).unwrap_or(RETRIES),
            retry_budget: chosen.get("retry_budget", |policy| policy.retry_budget).unwrap_or(RETRY_BUDGET),
            backoff: chosen.get("backoff", |policy| policy.backoff).unwrap_or_default(),
            width: chosen.get("width", |policy| policy.width).flatten(),
            rate: chosen.get("rate", |policy| policy.rate).flatten(),
            queue: chosen.get("queue", |policy| policy.queue).unwrap_or(QUEUE),
            single_flight: chosen.get("single_flight", |policy| policy.single_flight).unwrap_or(true),
            cache: chosen.get("cache", |policy| policy.cache).flatten(),
            hedge: chosen.get("hedge", |policy| policy.hedge).flatten(),
            breaker: chosen.get("breaker", |policy| policy.breaker).flatten(),
            serialize_by: chosen
                .get("serialize_by", |policy| policy.serialize_by.clone())
                .flatten()
                .map(|resource| (resource, chosen.section("serialize_by").unwrap_or_default())),
            batch: chosen.get("batch", |policy| policy.batch.clone()).flatten(),
            provider_width: chosen.get("provider_width", |policy| policy.provider_width).flatten(),
            sources: Vec::new(),
        };
        let resolved = Resolved { sources, ..resolved };
        self.check_fit(name, &resolved)?;
        Ok(resolved)
    }

    /// The section that decides a key for a tool.
    fn winner(&self, name: &str, key: &str) -> Result<Option<usize>, PolicyError> {
        let setting = |index: usize| self.sections[index].policy.text(key);
        let mut all: Vec<usize> = (0..self.sections.len())
            .filter(|index| self.sections[*index].pattern.matches(name) && setting(*index).is_some())
            .collect();
        all.sort_by_key(|index| std::cmp::Reverse(self.sections[*index].pattern.rank()));
        let [first, second, ..] = all[..] else { return Ok(all.first().copied()) };
        let (one, other) = (&self.sections[first], &self.sections[second]);
        if one.pattern.rank() == other.pattern.rank() && setting(first) != setting(second) {
            let message = format!(
                "the policies for \"{}\" and \"{}\" set `{key}` of {name} to different values, and none of them is more specific: set \
                 it in one for \"{name}\"",
                one.pattern.as_str(),
                other.pattern.as_str()
            );
            return Err(PolicyError::new(other, Some(key), message));
        }
        Ok(Some(first))
    }

    /// A section that names the tool must not ask for what can't be; one that matches many tools may.
    fn check_fit(&self, name: &str, resolved: &Resolved) -> Result<(), PolicyError> {
        let asked = [
            ("cache", resolved.cache.is_some(), resolved.shareable),
            ("hedge", resolved.hedge.is_some(), resolved.hedges()),
        ];
        for (key, asks, fits) in asked {
            let Some(section) = resolved.source(key).map(|index| &self.sections[index]) else { continue };
            if asks && !fits && section.pattern.is_exact() {
                let message = format!(
                    "`{key}` is only for read-only tools, and the annotations of {name} don't say that it is one: take `{key}` away, \
                     or, where they say nothing, say `safe_to_repeat = true`"
                );
                return Err(PolicyError::new(section, Some(key), message));
            }
        }
        let of_batch = resolved.source("batch").map(|index| &self.sections[index]);
        if let Some(section) = of_batch.filter(|section| section.pattern.is_exact() && resolved.is_own_batch(name)) {
            let message = format!("`batch` names {name} itself: name the tool that takes many of its calls as one");
            return Err(PolicyError::new(section, Some("batch"), message));
        }
        Ok(())
    }

    /// An error about a key's value for a tool, at the section that set it.
    pub(crate) fn error(&self, resolved: &Resolved, key: &str, message: String) -> PolicyError {
        let place = resolved.source(key).and_then(|index| self.sections[index].place(Some(key)));
        PolicyError { place, message }
    }

    pub(super) fn section(&self, index: usize) -> &Section {
        &self.sections[index]
    }
}

impl Resolved {
    /// Whether a second attempt beside the first does no harm.
    pub(crate) fn hedges(&self) -> bool {
        self.shareable && self.safe_to_repeat
    }

    /// Whether it is the tool that calls are batched by: a glob for those matches it as well.
    pub(crate) fn is_own_batch(&self, name: &str) -> bool {
        self.batch.as_ref().is_some_and(|batch| name.split_once('.').is_some_and(|(_, tool)| tool == batch.tool))
    }

    /// The section that decided a key.
    pub(crate) fn source(&self, key: &str) -> Option<usize> {
        self.sources.iter().find(|(name, _)| *name == key).and_then(|(_, source)| *source)
    }
}

/// The section that decides each key.
struct Chosen<'a> {
    policies: &'a Policies,
    sources: &'a [(&'static str, Option<usize>)],
}

impl Chosen<'_> {
    fn section(&self, key: &str) -> Option<usize> {
        self.sources.iter().find(|(name, _)| *name == key).and_then(|(_, source)| *source)
    }

    fn get<T>(&self, key: &str, value: impl Fn(&Policy) -> Option<T>) -> Option<T> {
        self.section(key).and_then(|index| value(&self.policies.sections[index].policy))
    }
}
