//! `weighted`: the answer whose weights add up to most. Never ends before all sources have answered.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

use super::Failure;
use super::consensus::{Ballot, By, CONFIDENCE, Consensus, Key, Whole, agreed};
use super::failure::{figure, misuse, number};
use crate::tools::ToolError;

/// The answer whose weights add up to most; of equal ones that with the earliest source.
///
/// - An answer weighs its own `confidence`, or 1 where it has none; or what [`weight`](Weighted::weight) or
///   [`weights`](Weighted::weights) say. Weights are finite and no less than 0.
/// - Answers agree where their JSON does, whatever the order of its keys, or their [`key`](Weighted::key). Where they weigh
///   their own confidence, it does not tell two answers apart.
/// - All sources are heard. A source that fails weighs nothing.
///
/// ```
/// # use toolgate_guest::testing::{Tools, block_on};
/// use toolgate_guest::flow;
/// use toolgate_guest::serde_json::{Value, json};
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn label(image: &str) -> Result<(Value, f64), ToolError> {
///     let models = ["small.label", "middle.label", "large.label"];
///     let agreed = flow::weighted(models.map(|tool| tools::call::<Value>(tool, &json!({ "image": image })))).quorum(0.5).await?;
///     Ok((agreed.value["label"].clone(), agreed.share))
/// }
/// # let tools = Tools::new()
/// #     .tool("small.label", |_| Ok(json!({ "label": "cat", "confidence": 0.25 })))
/// #     .tool("middle.label", |_| Ok(json!({ "confidence": 0.5, "label": "cat" })))
/// #     .tool("large.label", |_| Ok(json!({ "label": "dog", "confidence": 0.25 })));
/// # assert_eq!(block_on(tools.run(label("1.png"))), Ok((json!("cat"), 0.75)));
/// ```
///
/// # Errors
///
/// [`Failed`](crate::tools::ToolErrorKind::Failed) where the best weighs less than the [`quorum`](Weighted::quorum), with the data
/// `{"needed", "of", "groups": [{"key", "votes", "weight"}], "failed"}`, and where all sources failed, with `{"errors": [texts]}`;
/// [`TimedOut`](crate::tools::ToolErrorKind::TimedOut) past its [`timeout`](Weighted::timeout);
/// [`InvalidArguments`](crate::tools::ToolErrorKind::InvalidArguments) where there is no source, an option is none, or a weight.
pub fn weighted<S, Fut, T, E>(sources: S) -> Weighted<Fut>
where
    S: IntoIterator<Item = Fut>,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    Weighted { ballot: Ballot::new("weighted", sources, Whole(())), weight: Confidence(()), quorum: None }
}

/// A future, made by [`weighted`].
#[must_use = "nothing is begun before it is polled: await it, or give it to a combinator"]
pub struct Weighted<Fut: Future, K = Whole, W = Confidence> {
    ballot: Ballot<Fut, K>,
    weight: W,
    quorum: Option<f64>,
}

/// What answers weigh: their confidence, or what somebody else says.
pub trait Weigh<T> {
    #[doc(hidden)]
    const OWN: bool;

    /// A number, or what is none.
    #[doc(hidden)]
    fn weigh(&self, source: usize, answer: &T) -> Result<f64, String>;
}

/// An answer's own `confidence`, or 1.
pub struct Confidence(());

/// A weight for each source.
pub struct BySource(Vec<f64>);

impl<T: Serialize> Weigh<T> for Confidence {
    const OWN: bool = true;

    fn weigh(&self, _: usize, answer: &T) -> Result<f64, String> {
        match serde_json::to_value(answer).map_err(|error| error.to_string())?.get(CONFIDENCE) {
            None | Some(Value::Null) => Ok(1.0),
            Some(confidence) => confidence.as_f64().ok_or_else(|| shown(confidence)),
        }
    }
}

impl<T> Weigh<T> for BySource {
    const OWN: bool = false;

    fn weigh(&self, source: usize, _: &T) -> Result<f64, String> {
        self.0.get(source).copied().ok_or_else(|| "not given".to_owned())
    }
}

impl<T, W: Fn(&T) -> f64> Weigh<T> for By<W> {
    const OWN: bool = false;

    fn weigh(&self, _: usize, answer: &T) -> Result<f64, String> {
        Ok((self.0)(answer))
    }
}

/// How much of what is no weight is shown, in bytes.
const SHOWN: usize = 100;

fn shown(value: &Value) -> String {
    let mut text = value.to_string();
    if text.len() > SHOWN {
        text.truncate(text.floor_char_boundary(SHOWN));
        text.push('…');
    }
    text
}

impl<Fut: Future, K, W> Weighted<Fut, K, W> {
    /// The least sum of weights that wins, no less than 0. Default: 0.
    pub fn quorum(mut self, quorum: f64) -> Self {
        self.quorum = Some(quorum);
        self
    }

    /// The most that it may take. Default: what the run may.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.ballot.sources.work.set_timeout(timeout);
        self
    }
}

impl<Fut, T, E, W> Weighted<Fut, Whole, W>
where
    Fut: Future<Output = Result<T, E>>,
{
    /// What answers agree by; it becomes JSON. Default: all of them, but for a confidence by which they are weighed.
    pub fn key<K, V>(self, key: K) -> Weighted<Fut, By<K>, W>
    where
        K: Fn(&T) -> V,
        V: Serialize,
    {
        Weighted { ballot: self.ballot.by(key), weight: self.weight, quorum: self.quorum }
    }
}

impl<Fut, T, E, K> Weighted<Fut, K>
where
    Fut: Future<Output = Result<T, E>>,
{
    /// What an answer weighs.
    pub fn weight<W: Fn(&T) -> f64>(self, weight: W) -> Weighted<Fut, K, By<W>> {
        Weighted { ballot: self.ballot, weight: By(weight), quorum: self.quorum }
    }

    /// What each source's answer weighs, in the sources' order.
    pub fn weights(self, weights: impl Into<Vec<f64>>) -> Weighted<Fut, K, BySource> {
        Weighted { ballot: self.ballot, weight: BySource(weights.into()), quorum: self.quorum }
    }
}

// The futures are in the heap; the rest is never pinned.
impl<Fut: Future, K, W> Unpin for Weighted<Fut, K, W> {}

impl<Fut, T, E, K, W> Future for Weighted<Fut, K, W>
where
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
    K: Key<T>,
    W: Weigh<T>,
    T: Clone,
{
    type Output = Result<Consensus<T, E>, E>;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { ballot, weight, quorum } = self.get_mut();
        let quorum = quorum.unwrap_or(0.0);
        if let Err(error) = number("weighted", "quorum", quorum, 0) {
            return Poll::Ready(Err(error.into()));
        }
        let consensus = ballot.poll(context, f64::INFINITY, W::OWN, |source, answer| checked(weight, source, answer));
        consensus.map(|consensus| {
            let consensus = consensus?;
            let total = consensus.groups.iter().map(|group| group.weight).sum();
            agreed("weighted", consensus, quorum, total, format_args!("weight of {}", figure(quorum)))
        })
    }
}

fn checked<T>(weight: &impl Weigh<T>, source: usize, answer: &T) -> Result<f64, ToolError> {
    let wrong = match weight.weigh(source, answer) {
        Ok(weight) if weight >= 0.0 && weight.is_finite() => return Ok(weight),
        Ok(weight) if weight.is_finite() => figure(weight).to_string(),
        Ok(weight) => (if weight.is_nan() { "NaN" } else { "infinite" }).to_owned(),
        Err(wrong) => wrong,
    };
    let message = format!("the weight of source {source} is {wrong}: weights are numbers of 0 or more");
    Err(misuse("weighted", message))
}
