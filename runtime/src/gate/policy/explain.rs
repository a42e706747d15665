//! What holds for a tool and why, for people and for programs. Decides nothing.

use std::time::Duration;

use serde::Serialize;

use super::keys::{KEYS, Text, shown};
use super::resolve::{Resolved, TimeoutOf};
use super::{Hedge, Policies, Shared};
use crate::catalog::ToolDefinition;

/// What holds for one tool's calls, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Explanation {
    /// `PROVIDER.NAME`.
    pub tool: String,
    /// Every key, in a fixed order.
    pub keys: Vec<KeyExplanation>,
    /// What a call passes, from the script to the provider.
    pub layers: Vec<LayerExplanation>,
}

/// One key of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KeyExplanation {
    /// The key.
    pub key: &'static str,
    /// Its value as `toolgate.toml` has it; `false` is none.
    pub value: String,
    /// Who decided it: a policy and its place, an annotation, the tool, or `default`.
    pub from: String,
    /// What else is to be said: why it does not apply, what it came before.
    pub note: Option<String>,
}

/// One layer of a tool's stack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct LayerExplanation {
    /// Its name.
    pub layer: &'static str,
    /// What it does to a call.
    pub does: String,
}

/// A layer's explanation, as the stack makes it.
pub(crate) type Reason = LayerExplanation;

impl Policies {
    pub(crate) fn explain(
        &self,
        name: &str,
        tool: &ToolDefinition,
        resolved: &Resolved,
        shared: Shared,
        layers: Vec<LayerExplanation>,
    ) -> Explanation {
        let key = |key: &'static str| {
            let chosen = resolved.source(key);
            let value = chosen.and_then(|index| self.section(index).policy.text(key));
            let (value, from) = match (value, chosen) {
                (Some(value), Some(index)) if !(key == "timeout" && resolved.timeout_is_the_tools()) => {
                    (value, self.described(index, key))
                }
                _ => (default(key, resolved, shared), default_source(key, tool, resolved)),
            };
            let notes: Vec<String> =
                unfit(key, name, resolved).into_iter().chain(self.others(name, key, chosen)).collect();
            let note = if notes.is_empty() { None } else { Some(notes.join("; ")) };
            KeyExplanation { key, value, from, note }
        };
        Explanation { tool: name.to_owned(), keys: KEYS.map(key).to_vec(), layers }
    }

    fn described(&self, index: usize, key: &str) -> String {
        let section = self.section(index);
        let place = section.place(Some(key)).map(|place| format!(" ({place})")).unwrap_or_default();
        format!("policy \"{}\"{place}", section.pattern.as_str())
    }

    /// The less specific sections that set the key as well.
    fn others(&self, name: &str, key: &str, chosen: Option<usize>) -> Option<String> {
        let chosen = chosen?;
        let others: Vec<String> = self
            .sections
            .iter()
            .enumerate()
            .filter(|(index, section)| *index != chosen && section.pattern.matches(name))
            .filter_map(|(_, section)| {
                Some(format!("{} of \"{}\"", section.policy.text(key)?, section.pattern.as_str()))
            })
            .collect();
        if others.is_empty() { None } else { Some(format!("more specific than {}", others.join(", "))) }
    }
}

impl Resolved {
    fn timeout_is_the_tools(&self) -> bool {
        matches!(self.timeout, Some((_, TimeoutOf::Tool)))
    }
}

/// The value of a key that no section sets.
fn default(key: &str, resolved: &Resolved, shared: Shared) -> String {
    match key {
        "allow" => resolved.allow.to_string(),
        "timeout" => shown(resolved.timeout.map(|(time, _)| Text(time)).as_ref()),
        "safe_to_repeat" => resolved.safe_to_repeat.to_string(),
        "retries" => resolved.retries.to_string(),
        "retry_budget" => resolved.retry_budget.to_string(),
        "backoff" => resolved.backoff.to_string(),
        "queue" => resolved.queue.to_string(),
        "single_flight" => resolved.single_flight.to_string(),
        "runtime_width" => shown(shared.runtime_width.as_ref()),
        _ => "false".to_owned(),
    }
}

fn default_source(key: &str, tool: &ToolDefinition, resolved: &Resolved) -> String {
    let hints = &tool.annotations;
    match key {
        "timeout" if resolved.timeout_is_the_tools() => "the tool's own timeoutMs".to_owned(),
        "safe_to_repeat" if hints.read_only_hint == Some(true) => "annotation readOnlyHint".to_owned(),
        "safe_to_repeat" if hints.idempotent_hint == Some(true) => "annotation idempotentHint".to_owned(),
        _ => "default".to_owned(),
    }
}

/// Why a key's value is without effect, or what it is bounded by.
fn unfit(key: &str, tool: &str, resolved: &Resolved) -> Option<String> {
    let not_read_only = || "not applied: the tool does not say that it is read-only".to_owned();
    match key {
        "timeout" => {
            Some("a script's own `timeout` can only be shorter, and the run's `wall_time` ends all".to_owned())
        }
        "retries" | "retry_budget" | "backoff" if !resolved.safe_to_repeat && resolved.retries > 0 => {
            Some("not applied: nothing says that a repeat is safe".to_owned())
        }
        "retry_budget" | "backoff" if resolved.retries == 0 && resolved.hedge.is_none() => {
            Some("without effect: `retries` is 0".to_owned())
        }
        "hedge" if resolved.hedge == Some(Hedge::P95) && resolved.hedges() => {
            Some("not before the tool has answered 20 times".to_owned())
        }
        "single_flight" if resolved.single_flight && !resolved.read_only => Some(not_read_only()),
        "cache" if resolved.cache.is_some() && !resolved.shareable => Some(not_read_only()),
        "hedge" if resolved.hedge.is_some() && !resolved.hedges() => Some(not_read_only()),
        "serialize_by" if resolved.serialize_by.is_some() && resolved.read_only => {
            Some("not applied: the tool changes nothing".to_owned())
        }
        "attempt_timeout" => {
            resolved.attempt_timeout.and_then(|time| never_comes(time, resolved.timeout?.0, "`timeout`"))
        }
        "hedge" => match resolved.hedge {
            Some(Hedge::After(delay)) => {
                [(resolved.timeout.map(|(time, _)| time), "`timeout`"), (resolved.attempt_timeout, "`attempt_timeout`")]
                    .into_iter()
                    .find_map(|(bound, of)| never_comes(delay, bound?, of))
            }
            _ => None,
        },
        "batch" if resolved.is_own_batch(tool) => {
            Some("not applied: it is the tool that the others are batched by".to_owned())
        }
        "width" if resolved.width.is_none() => Some("the run's `calls_in_flight` bounds it".to_owned()),
        _ => None,
    }
}

fn never_comes(time: Duration, bound: Duration, of: &str) -> Option<String> {
    (time >= bound).then(|| format!("without effect: the {of} of {} comes first", Text(bound)))
}
