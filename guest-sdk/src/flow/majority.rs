//! `majority`: the answer that enough sources agree on. Weighs nothing: a source, a vote.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::Failure;
use super::consensus::{Ballot, By, Consensus, Key, Whole, agreed};
use super::failure::whole;

/// The answer that enough sources agree on: more than half, or a [`quorum`](Majority::quorum).
///
/// - Answers agree where their JSON does, whatever the order of its keys, or their [`key`](Majority::key).
/// - When a quorum of more than half is there, the other sources are dropped, which cancels their calls. At half or fewer two answers may
///   both have enough: then all are heard, and the largest group wins, of equal ones that with the earliest source.
/// - A source that fails has no vote, but counts among the sources.
///
/// ```
/// # use toolgate_guest::testing::{Tools, block_on};
/// use toolgate_guest::flow;
/// use toolgate_guest::serde_json::{Value, json};
/// use toolgate_guest::tools::{self, ToolError};
///
/// async fn capital(country: &str) -> Result<String, ToolError> {
///     let sources = ["atlas.capital", "wiki.capital", "model.capital"];
///     let answers = sources.map(|tool| tools::call::<Value>(tool, &json!({ "country": country })));
///     let agreed = flow::majority(answers).key(|answer| answer["city"].clone()).await?;
///     Ok(format!("{}, say {} of {}", agreed.value["city"], agreed.votes, agreed.of))
/// }
/// # let tools = Tools::new()
/// #     .tool("atlas.capital", |_| Ok(json!({ "city": "Riga", "year": 1 })))
/// #     .tool("model.capital", |_| Ok(json!({ "city": "Riga", "year": 2 })));
/// # assert_eq!(block_on(tools.run(capital("Latvia"))).unwrap(), "\"Riga\", say 2 of 3");
/// ```
///
/// # Errors
///
/// [`Failed`](crate::tools::ToolErrorKind::Failed) where no answer has enough, with the data
/// `{"needed", "of", "groups": [{"key", "votes", "weight"}], "failed"}`, and where all sources failed, with `{"errors": [texts]}`;
/// [`TimedOut`](crate::tools::ToolErrorKind::TimedOut) past its [`timeout`](Majority::timeout);
/// [`InvalidArguments`](crate::tools::ToolErrorKind::InvalidArguments) where there is no source, or an option is none.
pub fn majority<S, Fut, T, E>(sources: S) -> Majority<Fut>
where
    S: IntoIterator<Item = Fut>,
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
{
    Majority { ballot: Ballot::new("majority", sources, Whole(())), quorum: None }
}

/// A future, made by [`majority`].
#[must_use = "nothing is begun before it is polled: await it, or give it to a combinator"]
pub struct Majority<Fut: Future, K = Whole> {
    ballot: Ballot<Fut, K>,
    quorum: Option<usize>,
}

impl<Fut: Future, K> Majority<Fut, K> {
    /// How many sources have to agree, from 1 to as many as there are. Default: more than half of them.
    pub fn quorum(mut self, quorum: usize) -> Self {
        self.quorum = Some(quorum);
        self
    }

    /// The most that it may take. Default: what the run may.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.ballot.sources.work.set_timeout(timeout);
        self
    }
}

impl<Fut, T, E> Majority<Fut>
where
    Fut: Future<Output = Result<T, E>>,
{
    /// What answers agree by; it becomes JSON. Default: all of them.
    pub fn key<K, V>(self, key: K) -> Majority<Fut, By<K>>
    where
        K: Fn(&T) -> V,
        V: serde::Serialize,
    {
        Majority { ballot: self.ballot.by(key), quorum: self.quorum }
    }
}

// The futures are in the heap; the rest is never pinned.
impl<Fut: Future, K> Unpin for Majority<Fut, K> {}

impl<Fut, T, E, K> Future for Majority<Fut, K>
where
    Fut: Future<Output = Result<T, E>>,
    E: Failure,
    K: Key<T>,
    T: Clone,
{
    type Output = Result<Consensus<T, E>, E>;

    /// # Panics
    ///
    /// Where it is polled after its end.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { ballot, quorum } = self.get_mut();
        let of = ballot.of();
        let needed = quorum.unwrap_or(of / 2 + 1);
        // No source at all is told by the ballot.
        if of > 0
            && let Err(error) = whole("majority", "quorum", needed, of)
        {
            return Poll::Ready(Err(error.into()));
        }
        let decided = if needed > of / 2 { votes(needed) } else { f64::INFINITY };
        let consensus = ballot.poll(context, decided, false, |_, _| Ok(1.0));
        consensus
            .map(|consensus| agreed("majority", consensus?, votes(needed), votes(of), format_args!("{needed} of {of}")))
    }
}

fn votes(count: usize) -> f64 {
    count as f64
}
