//! What several sources agree on: the report of `majority` and `weighted`, and the way to it. Never asks a source twice.

use std::fmt::Display;
use std::task::{Context, Poll};

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::Failure;
use super::failure::{all_failed, figure, misuse};
use super::first::Sources;
use super::tally::Tally;
use crate::tools::{ToolError, ToolErrorKind};

/// What the sources agree on. As JSON it is what a script in JavaScript gets, with the errors as texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Consensus<T, E> {
    /// The winning answer: of those that agree the one of the earliest source.
    pub value: T,
    /// How many sources gave it.
    pub votes: usize,
    /// What they weigh together: as much as their votes in a [`majority`](super::majority()).
    pub weight: f64,
    /// `weight` as a part of what all answers weigh; 0 where they weigh nothing.
    pub share: f64,
    /// How many sources there were.
    pub of: usize,
    /// The answers by what they agree on, best first.
    pub groups: Vec<Group<T>>,
    /// The sources' failures, in their order.
    #[serde(serialize_with = "texts", bound(serialize = "T: Serialize, E: Display"))]
    pub errors: Vec<E>,
}

/// Answers that agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Group<T> {
    /// What they agree on.
    pub key: Value,
    /// How many there are.
    pub votes: usize,
    /// What they weigh together.
    pub weight: f64,
    /// That of the earliest source.
    pub value: T,
}

fn texts<E: Display, S: Serializer>(errors: &[E], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(errors.iter().map(ToString::to_string))
}

/// What answers agree by: themselves, or what a function says of them.
pub trait Key<T> {
    /// The key of an answer; of `own` answers, those that weigh what they say themselves, without their confidence.
    #[doc(hidden)]
    fn key(&self, answer: &T, own: bool) -> serde_json::Result<Value>;
}

/// Answers agree where their JSON does. A confidence says how sure an answer is and not what it is, so by their own confidences
/// [`weighted`](super::weighted()) answers agree without it.
pub struct Whole(pub(super) ());

/// What a function says of an answer.
pub struct By<K>(pub(super) K);

/// The field that weighs an answer.
pub(super) const CONFIDENCE: &str = "confidence";

impl<T: Serialize> Key<T> for Whole {
    fn key(&self, answer: &T, own: bool) -> serde_json::Result<Value> {
        let mut key = serde_json::to_value(answer)?;
        if own && let Some(fields) = key.as_object_mut() {
            fields.remove(CONFIDENCE);
        }
        Ok(key)
    }
}

impl<T, V: Serialize, K: Fn(&T) -> V> Key<T> for By<K> {
    fn key(&self, answer: &T, _: bool) -> serde_json::Result<Value> {
        serde_json::to_value((self.0)(answer))
    }
}

/// Sources, and their answers counted.
pub(super) struct Ballot<Fut: Future, K> {
    pub(super) sources: Sources<Fut>,
    pub(super) key: K,
    tally: Tally,
}

impl<Fut: Future, K> Ballot<Fut, K> {
    pub(super) fn new(name: &'static str, sources: impl IntoIterator<Item = Fut>, key: K) -> Self {
        Self { sources: Sources::new(name, sources), key, tally: Tally::default() }
    }

    pub(super) fn by<N>(self, key: N) -> Ballot<Fut, By<N>> {
        Ballot { sources: self.sources, key: By(key), tally: self.tally }
    }

    /// How many sources there are.
    pub(super) fn of(&self) -> usize {
        self.sources.answers.len()
    }
}

impl<Fut, T, E, K> Ballot<Fut, K>
where
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
    K: Key<T>,
    T: Clone,
{
    /// Until a group weighs `decided`, or all sources have answered. `weigh` says what an answer weighs; `own`: by itself.
    pub(super) fn poll(
        &mut self,
        context: &mut Context<'_>,
        decided: f64,
        own: bool,
        weigh: impl Fn(usize, &T) -> Result<f64, ToolError>,
    ) -> Poll<Result<Consensus<T, E>, E>> {
        let Self { sources, key, tally } = self;
        let name = sources.work.name;
        let ended = sources.poll_each(context, |source, answer| {
            if let Ok(answer) = answer {
                let key = key.key(answer, own).map_err(|error| {
                    misuse(name, format!("the key of source {source} can't be written as JSON: {error}"))
                })?;
                tally.add(source, key, weigh(source, answer)?);
            }
            Ok(tally.best().is_some_and(|best| best.weight >= decided))
        });
        ended.map(|ended| {
            ended?;
            self.report()
        })
    }

    fn report(&mut self) -> Result<Consensus<T, E>, E> {
        let ranked = self.tally.ranked();
        let (of, total) = (self.of(), ranked.iter().map(|group| group.weight).sum::<f64>());
        let (mut values, mut errors) = (Vec::new(), Vec::new());
        for answer in std::mem::take(&mut self.sources.answers) {
            match answer {
                Some(Ok(value)) => values.push(Some(value)),
                Some(Err(error)) => {
                    errors.push(error);
                    values.push(None);
                }
                None => values.push(None),
            }
        }
        let groups: Vec<_> = ranked
            .into_iter()
            .filter_map(|group| {
                let value = values.get_mut(group.source)?.take()?;
                Some(Group { key: group.key, votes: group.votes, weight: group.weight, value })
            })
            .collect();
        let Some(Group { votes, weight, value, .. }) = groups.first() else {
            return Err(all_failed(self.sources.work.name, errors.iter()).into());
        };
        let share = if total > 0.0 { weight / total } else { 0.0 };
        Ok(Consensus { value: value.clone(), votes: *votes, weight: *weight, share, of, groups, errors })
    }
}

/// The consensus, if it weighs enough.
pub(super) fn agreed<T, E: Failure>(
    name: &str,
    consensus: Consensus<T, E>,
    needed: f64,
    of: f64,
    what: impl Display,
) -> Result<Consensus<T, E>, E> {
    let Consensus { weight, groups, errors, .. } = &consensus;
    if *weight >= needed {
        return Ok(consensus);
    }
    let message = format!("no answer of {name} has the {what} that it needs: the best has {}", figure(*weight));
    let shown = |group: &Group<T>| json!({ "key": group.key, "votes": group.votes, "weight": figure(group.weight) });
    let groups: Vec<_> = groups.iter().map(shown).collect();
    let data = json!({ "needed": figure(needed), "of": figure(of), "groups": groups, "failed": errors.len() });
    Err(ToolError { data: Some(data), ..ToolError::new(name, ToolErrorKind::Failed, message) }.into())
}
