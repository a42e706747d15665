//! The standard library of scripts, natively: what is decided, in which order, and what is dropped. Time is in turns of the
//! executor, so nothing waits.
#![cfg(feature = "script")]

use std::cell::{Cell, RefCell};
use std::error::Error;
use std::fmt::Debug;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use toolgate_guest::ToolFailure;
use toolgate_guest::flow::{self, Partial};
use toolgate_guest::futures::FutureExt;
use toolgate_guest::futures::future::{LocalBoxFuture, pending};
use toolgate_guest::serde_json::{Value, json, to_value};
use toolgate_guest::testing::{Tools, block_on};
use toolgate_guest::tools::{self, ToolError, ToolErrorKind};

type Outcome<T> = Result<T, ToolError>;

/// Is ready after so many turns.
async fn turns(count: usize) {
    let mut left = count;
    poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(());
        }
        left -= 1;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

async fn say<T>(value: T, after: usize) -> Outcome<T> {
    turns(after).await;
    Ok(value)
}

/// A tool's failure. There is no `Tools` around it, so the call is refused at once.
async fn refuse<T>(message: &str, after: usize) -> Outcome<T> {
    turns(after).await;
    let refused = tools::call::<()>("t.none", &json!({})).await;
    let error = refused.err().map(|error| {
        let mut error = error;
        message.clone_into(&mut error.message);
        error
    });
    Err(error.expect("an error"))
}

/// Counts those that began, run, and were dropped before their end.
#[derive(Clone, Default)]
struct Counter(Rc<Counts>);

#[derive(Default)]
struct Counts {
    begun: Cell<usize>,
    running: Cell<usize>,
    peak: Cell<usize>,
    dropped: Cell<usize>,
}

struct Counted(Rc<Counts>, bool);

impl Counter {
    async fn count<T>(self, future: impl Future<Output = T>) -> T {
        let counts = &self.0;
        counts.begun.set(counts.begun.get() + 1);
        counts.running.set(counts.running.get() + 1);
        counts.peak.set(counts.peak.get().max(counts.running.get()));
        let mut counted = Counted(Rc::clone(counts), false);
        let output = future.await;
        counted.1 = true;
        output
    }

    #[track_caller]
    fn assert(&self, begun: usize, dropped: usize) {
        let seen = (self.0.begun.get(), self.0.dropped.get(), self.0.running.get());
        assert_eq!(seen, (begun, dropped, 0), "begun, dropped, still running");
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.running.set(self.0.running.get() - 1);
        if !self.1 {
            self.0.dropped.set(self.0.dropped.get() + 1);
        }
    }
}

#[track_caller]
fn failure<T: Debug>(future: impl Future<Output = Outcome<T>>) -> (String, ToolErrorKind, String) {
    let error = block_on(future).expect_err("a failure");
    (error.tool.into(), error.kind, error.message)
}

#[test]
fn map_keeps_its_width_and_the_items_order() {
    for width in [1, 2, 7, 100, flow::MAX_WIDTH] {
        let counter = Counter::default();
        let work = |n: usize| counter.clone().count(say(n * 2, 1 + (n * 7) % 5));
        let results = block_on(flow::map(0..50, work).width(width));
        assert_eq!(results, Ok((0..50).map(|n| n * 2).collect()));
        assert_eq!(counter.0.peak.get(), width.min(50));
        counter.assert(50, 0);
    }
    let counter = Counter::default();
    block_on(flow::map(0..50, |n| counter.clone().count(say(n, 3)))).expect("results");
    assert_eq!(counter.0.peak.get(), flow::DEFAULT_WIDTH);
    assert_eq!(block_on(flow::map([0; 0], |n| say(n, 1))), Ok(vec![]));
}

#[test]
fn the_first_failure_ends_a_map() {
    let counter = Counter::default();
    let work = |n: usize| {
        let work = if n == 3 { refuse("no", 2).boxed_local() } else { pending::<Outcome<usize>>().boxed_local() };
        counter.clone().count(work)
    };
    let error = block_on(flow::map(0.., work).width(5)).expect_err("a failure");
    assert_eq!(error.message, "no");
    // Five began, one failed, four were dropped, none was begun after.
    counter.assert(5, 4);
}

#[test]
fn partial_results_are_kept() {
    let work = |n: usize| if n == 2 { refuse("no", 1).boxed_local() } else { say(n, 0).boxed_local() };
    let Partial { results, error, .. } = block_on(flow::map(0..10, work).width(1).partial());
    assert_eq!(results, [Some(0), Some(1), None]);
    assert_eq!(error.map(|error| error.message).as_deref(), Some("no"));
    let Partial { results, error, .. } = block_on(flow::map(0..2, work).partial());
    assert_eq!((results, error), (vec![Some(0), Some(1)], None));

    let kept = block_on(flow::map(1..4, work).keep_errors()).expect("results");
    let kept: Vec<_> = kept.into_iter().map(|result| result.map_err(|error| error.message)).collect();
    assert_eq!(kept, [Ok(1), Err("no".to_owned()), Ok(3)]);
    assert_eq!(block_on(flow::map(1..4, work).skip_errors()), Ok(vec![1, 3]));
}

#[test]
fn an_iterator_without_an_end_is_taken_as_there_is_room() {
    let taken = Cell::new(0);
    let items = (0..).inspect(|_| taken.set(taken.get() + 1));
    let work = |n: usize| if n == 20 { refuse("enough", 0).boxed_local() } else { say(n, 0).boxed_local() };
    let Partial { results, error, .. } = block_on(flow::map(items, work).width(4).partial());
    assert_eq!(error.map(|error| error.message).as_deref(), Some("enough"));
    assert_eq!(results[..20], (0..20).map(Some).collect::<Vec<_>>());
    assert!(taken.get() <= 24, "{}", taken.get());
}

#[test]
fn a_batch_is_flat() {
    let sizes = RefCell::new(Vec::new());
    let work = |chunk: Vec<u32>| {
        sizes.borrow_mut().push(chunk.len());
        if chunk.contains(&5) { refuse("five", 0).boxed_local() } else { say(chunk, 1).boxed_local() }
    };
    assert_eq!(block_on(flow::batch([1, 2, 3, 4], 3, work)), Ok(vec![1, 2, 3, 4]));
    assert_eq!(*sizes.borrow(), [3, 1]);
    assert_eq!(block_on(flow::batch([1, 2, 5, 6, 7], 2, work).skip_errors()), Ok(vec![1, 2, 7]));
    let kept = block_on(flow::batch([1, 2, 5, 6, 7], 2, work).keep_errors()).expect("results");
    let kept: Vec<_> = kept.into_iter().map(Result::ok).collect();
    assert_eq!(kept, [Some(1), Some(2), None, Some(7)]);
    let partial = block_on(flow::batch([1, 2, 5, 6, 7], 2, work).width(1).partial());
    assert_eq!(partial.results, [Some(vec![1, 2]), None]);
    assert_eq!(block_on(flow::batch([0; 0], usize::MAX, work)), Ok(vec![]));
}

#[test]
fn first_wants_a_success_and_drops_the_others() {
    let counter = Counter::default();
    let sources: Vec<LocalBoxFuture<'_, Outcome<&str>>> = vec![
        refuse("down", 0).boxed_local(),
        pending().boxed_local(),
        say("slow", 9).boxed_local(),
        say("fast", 3).boxed_local(),
    ];
    let sources = sources.into_iter().map(|source| counter.clone().count(source));
    let mut first = flow::first(sources);
    // They are dropped when it ends, not when it is dropped.
    assert_eq!(block_on(&mut first), Ok("fast"));
    counter.assert(4, 2);

    let both = || [refuse::<()>("one", 3), refuse("two", 1)];
    let error = block_on(flow::first(both())).expect_err("a failure");
    assert_eq!(error.to_string(), "first: failed: all 2 sources failed");
    let texts = ["t.none: unavailable: one", "t.none: unavailable: two"];
    assert_eq!(error.data, Some(json!({ "errors": texts })));
    let [one, _] = both();
    assert_eq!(block_on(flow::first([one])).map_err(|error| error.message), Err("one".to_owned()));
}

#[test]
fn a_race_takes_whatever_ends_first() {
    assert_eq!(block_on(flow::race([say(1, 5), say(2, 1), say(3, 2)])), Ok(2));
    assert_eq!(block_on(flow::race([say(1, 0), say(2, 0)])), Ok(1));
    let lost = block_on(flow::race([say(1, 5).boxed_local(), refuse("lost", 1).boxed_local()]));
    assert_eq!(lost.map_err(|error| error.message), Err("lost".to_owned()));
}

#[test]
fn a_majority_waits_for_no_more_than_it_needs() {
    let counter = Counter::default();
    let sources: Vec<LocalBoxFuture<'_, Outcome<&str>>> =
        vec![say("a", 3).boxed_local(), pending().boxed_local(), say("a", 1).boxed_local()];
    let agreed = block_on(flow::majority(sources.into_iter().map(|source| counter.clone().count(source))));
    let agreed = agreed.expect("a majority");
    assert_eq!((agreed.value, agreed.votes, agreed.of, agreed.share), ("a", 2, 3, 1.0));
    counter.assert(3, 1);
}

#[test]
fn ties_and_quorums_are_those_of_the_other_languages() {
    // A quorum that two answers could have: all are heard; of equal groups that with the earliest source.
    let answers = || [say("late", 20), say("soon", 1), say("soon", 2), say("late", 30)];
    let tie = block_on(flow::majority(answers()).quorum(2)).expect("a majority");
    assert_eq!((tie.value, tie.votes), ("late", 2));
    let largest = [say("a", 1), say("b", 2), say("b", 3), say("c", 4), say("b", 5)];
    let largest = block_on(flow::majority(largest).quorum(2)).expect("a majority");
    assert_eq!((largest.value, largest.votes, largest.groups.len()), ("b", 3, 3));

    let none = block_on(flow::majority([say("a", 1), say("b", 2), say("c", 3)])).expect_err("a failure");
    assert_eq!((&*none.tool, none.kind, none.retryable), ("majority", ToolErrorKind::Failed, false));
    assert_eq!(none.message, "no answer of majority has the 2 of 3 that it needs: the best has 1");
    let group = |key: &str| json!({ "key": key, "votes": 1, "weight": 1 });
    let data = json!({ "needed": 2, "of": 3, "groups": [group("a"), group("b"), group("c")], "failed": 0 });
    assert_eq!(none.data, Some(data));

    // A source that fails counts among the sources.
    let half = || [say("a", 1).boxed_local(), say("a", 2).boxed_local(), refuse("no", 0).boxed_local()];
    let agreed = block_on(flow::majority(half())).expect("a majority");
    assert_eq!((agreed.votes, agreed.of, agreed.errors.len()), (2, 3, 1));
    assert!(block_on(flow::majority(half()).quorum(3)).is_err());
    let (tool, kind, message) = failure(flow::majority([refuse::<u8>("no", 0)]));
    assert_eq!((&*tool, kind, &*message), ("majority", ToolErrorKind::Failed, "all 1 sources failed"));
}

#[test]
fn answers_agree_by_their_json_or_their_key() {
    let answers = || [say(json!({ "a": 1, "b": 2 }), 1), say(json!({ "b": 2.0, "a": 1 }), 0), say(json!(3), 0)];
    let agreed = block_on(flow::majority(answers())).expect("a majority");
    assert_eq!((agreed.votes, &agreed.value), (2, &json!({ "a": 1, "b": 2 })));

    // Not everything that is an answer can be written as JSON; its key can.
    #[derive(Clone, Debug, PartialEq)]
    struct Offer(f64, &'static str);
    let offers = || [say(Offer(12.0, "x"), 0), say(Offer(10.0, "y"), 0), say(Offer(12.0, "z"), 0)];
    let agreed = block_on(flow::majority(offers()).key(|offer| offer.0)).expect("a majority");
    assert_eq!((agreed.value, agreed.groups[0].key.clone()), (Offer(12.0, "x"), json!(12.0)));

    let keys = flow::majority(offers()).key(|_| std::collections::BTreeMap::from([(vec![1], 1)]));
    let (_, kind, message) = failure(keys);
    assert_eq!(kind, ToolErrorKind::InvalidArguments);
    assert!(message.starts_with("the key of source 0 can't be written as JSON: "), "{message}");
}

#[test]
fn answers_weigh_their_confidence_or_what_they_are_given() {
    let fast = || say(json!({ "price": 10, "confidence": 0.4 }), 0);
    let slow = || say(json!({ "confidence": 0.3, "price": 12 }), 1);
    let own = [fast(), slow(), slow()];
    let own = block_on(flow::weighted(own)).expect("an answer");
    assert_eq!((&own.value["price"], own.votes, own.weight, own.share), (&json!(12), 2, 0.6, 0.6));
    assert_eq!(own.groups[0].key, json!({ "price": 12 }));

    let given = flow::weighted([fast(), slow()]).weights([1.0, 3.0]).key(|offer| offer["price"].clone());
    let given = block_on(given).expect("an answer");
    assert_eq!((&given.value["price"], given.share), (&json!(12), 0.75));
    // Weighed by somebody else, a confidence is a part of the answer as any other.
    let sure = |sure: f64| say(json!({ "price": 12, "confidence": sure }), 0);
    let apart = block_on(flow::weighted([sure(0.1), sure(0.2)]).weight(|_| 1.0)).expect("an answer");
    assert_eq!((apart.groups.len(), apart.votes), (2, 1));
    let nothing = block_on(flow::weighted([sure(0.0), sure(0.0)])).expect("an answer");
    assert_eq!((nothing.weight, nothing.share, nothing.votes), (0.0, 0.0, 2));
    let plain = block_on(flow::weighted([say("a", 0), say("b", 0), say("b", 0)])).expect("an answer");
    assert_eq!((plain.value, plain.weight), ("b", 2.0));

    let short = block_on(flow::weighted([fast(), slow()]).quorum(0.5)).expect_err("a failure");
    assert_eq!(short.message, "no answer of weighted has the weight of 0.5 that it needs: the best has 0.4");
    assert_eq!(short.data.as_ref().map(|data| (&data["needed"], &data["of"])), Some((&json!(0.5), &json!(0.7))));
}

#[test]
fn what_is_no_weight_is_told() {
    let wrong = |weight: f64| failure(flow::weighted([say(1, 0)]).weight(move |_| weight)).2;
    for (weight, shown) in [(-1.0, "-1"), (f64::NAN, "NaN"), (f64::INFINITY, "infinite"), (-0.5, "-0.5")] {
        assert_eq!(wrong(weight), format!("the weight of source 0 is {shown}: weights are numbers of 0 or more"));
    }
    let missing = failure(flow::weighted([say(1, 0), say(1, 0)]).weights([1.0])).2;
    assert_eq!(missing, "the weight of source 1 is not given: weights are numbers of 0 or more");
    let text = failure(flow::weighted([say(json!({ "confidence": "high".repeat(100) }), 0)])).2;
    assert!(text.starts_with("the weight of source 0 is \"highhigh") && text.len() < 250, "{text}");
}

#[test]
fn a_consensus_is_json_as_in_the_other_languages() {
    let sources = [say("a", 0).boxed_local(), say("a", 0).boxed_local(), refuse("no", 0).boxed_local()];
    let agreed = block_on(flow::majority(sources).quorum(1)).expect("a majority");
    let group = json!({ "key": "a", "votes": 2, "weight": 2.0, "value": "a" });
    let expected = json!({
        "value": "a", "votes": 2, "weight": 2.0, "share": 1.0, "of": 3, "groups": [group],
        "errors": ["t.none: unavailable: no"],
    });
    assert_eq!(to_value(&agreed).expect("JSON"), expected);
}

#[test]
fn a_retry_is_for_what_may_pass() {
    let attempts = |times: u32, retryable: bool, succeeds: u32| {
        let tools = Tools::new().tool("t.flaky", move |arguments: Value| match arguments["attempt"].as_u64() {
            Some(attempt) if attempt >= u64::from(succeeds) => Ok(json!(attempt)),
            _ if retryable => Err(ToolFailure::unavailable("busy")),
            _ => Err(ToolFailure::failed("wrong")),
        });
        let call = |attempt| tools::call::<u32>("t.flaky", &json!({ "attempt": attempt }));
        let ended = block_on(tools.run(flow::retry(call).times(times).delay(Duration::ZERO)));
        (ended.map_err(|error| error.message), tools.calls().len())
    };
    assert_eq!(attempts(3, true, 1), (Ok(1), 1));
    assert_eq!(attempts(3, true, 3), (Ok(3), 3));
    assert_eq!(attempts(3, true, 4), (Err("busy".to_owned()), 3));
    assert_eq!(attempts(100, true, 100), (Ok(100), 100));
    assert_eq!(attempts(3, false, 2), (Err("wrong".to_owned()), 1));
    let when = |_: &ToolError| true;
    let again =
        flow::retry(|attempt| if attempt < 3 { refuse("no", 0).boxed_local() } else { say(attempt, 0).boxed_local() });
    assert_eq!(block_on(again.when(when).delay(Duration::ZERO)), Ok(3));
}

#[test]
fn a_tools_error_is_found_among_the_causes() {
    #[derive(Debug)]
    struct Within(ToolError);
    impl std::fmt::Display for Within {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("the page is not there")
        }
    }
    impl Error for Within {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
    let count = Cell::new(0);
    let attempt = |_| async {
        count.set(count.get() + 1);
        match tools::call::<()>("t.busy", &json!({})).await {
            Ok(()) => Ok(()),
            Err(error) => Err(Box::<dyn Error>::from(Within(error))),
        }
    };
    let tools = Tools::new().tool("t.busy", |_| Err(ToolFailure::unavailable("busy")));
    let error = block_on(tools.run(flow::retry(attempt).times(4).delay(Duration::ZERO))).expect_err("a failure");
    assert_eq!((error.to_string().as_str(), count.get()), ("the page is not there", 4));
}

#[test]
fn a_deadline_ends_each_of_them_and_cancels_its_calls() {
    let now = Duration::from_millis(2);
    let call = |_: u32| tools::call::<u32>("t.never", &json!({}));
    let tools = Tools::new().async_tool("t.never", |_| pending());
    let calls = || [1, 2].map(call);
    let ended: [(&str, Option<ToolError>); 7] = block_on(tools.run(async {
        [
            ("map", flow::map([1, 2], call).timeout(now).await.err()),
            (
                "batch",
                flow::batch([1, 2], 1, |_| tools::call::<Vec<u32>>("t.never", &json!({}))).timeout(now).await.err(),
            ),
            ("first", flow::first(calls()).timeout(now).await.err()),
            ("race", flow::race(calls()).timeout(now).await.err()),
            ("majority", flow::majority(calls()).timeout(now).await.err()),
            ("weighted", flow::weighted(calls()).timeout(now).await.err()),
            ("retry", flow::retry(call).timeout(now).await.err()),
        ]
    }));
    for (name, error) in ended {
        let error = error.expect(name);
        assert_eq!((&*error.tool, error.kind, error.retryable), (name, ToolErrorKind::TimedOut, true));
        assert_eq!(error.message, format!("{name} took longer than its 2 ms"));
    }
    assert_eq!(tools.calls().len(), 13);
    assert!(tools.calls().iter().all(|call| call.cancelled), "{:?}", tools.calls());
}

#[test]
fn dropping_cancels() {
    let tools = Tools::new().async_tool("t.never", |_| pending());
    let calls = (0..3).map(|_| tools::call::<u32>("t.never", &json!({})));
    let mut majority = flow::majority(calls);
    block_on(tools.run(async {
        assert!((&mut majority).now_or_never().is_none());
    }));
    assert_eq!(tools.calls().iter().filter(|call| call.cancelled).count(), 0);
    drop(majority);
    assert_eq!(tools.calls().iter().filter(|call| call.cancelled).count(), 3);
}

#[test]
fn what_is_no_option_is_told() {
    let one = || [say(1, 0)];
    let wrong = [
        failure(flow::map([1], |n| say(n, 0)).width(0)),
        failure(flow::map([1], |n| say(n, 0)).width(flow::MAX_WIDTH + 1)),
        failure(flow::batch([1], 0, |n| say(n, 0))),
        failure(flow::first(one().into_iter().take(0))),
        failure(flow::majority(one().into_iter().take(0))),
        failure(flow::majority(one()).quorum(2)),
        failure(flow::weighted(one()).quorum(-1.0)),
        failure(flow::weighted(one()).quorum(f64::NAN)),
        failure(flow::retry(|_| say(1, 0)).times(0)),
        failure(flow::retry(|_| say(1, 0)).times(flow::MAX_TIMES + 1)),
        failure(flow::retry(|_| say(1, 0)).factor(0.5)),
    ];
    let messages = wrong.map(|(_, kind, message)| {
        assert_eq!(kind, ToolErrorKind::InvalidArguments);
        message
    });
    assert_eq!(
        messages,
        [
            "the option `width` of map is a whole number from 1 to 10000",
            "the option `width` of map is a whole number from 1 to 10000",
            "the option `size` of batch is a whole number of 1 or more",
            "first was given nothing to choose from: pass at least one source",
            "majority was given nothing to choose from: pass at least one source",
            "the option `quorum` of majority is a whole number from 1 to 1",
            "the option `quorum` of weighted is a number of 0 or more",
            "the option `quorum` of weighted is a number of 0 or more",
            "the option `times` of retry is a whole number from 1 to 100",
            "the option `times` of retry is a whole number from 1 to 100",
            "the option `factor` of retry is a number of 1 or more",
        ]
    );
}
