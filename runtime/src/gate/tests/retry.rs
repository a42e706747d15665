//! Further attempts: where they are safe, when they come, and what they cost.

use super::*;
use crate::provider::CallErrorKind;
use crate::trace::{AttemptReason, CallOutcome, WaitReason};

/// Fails its first calls, then answers.
fn failing(policy: Policy, failures: usize, error: CallError) -> World {
    let failures = AtomicUsize::new(failures);
    world(&[("t.*", policy)], move |call| {
        let take = |left: usize| left.checked_sub(1);
        let fails = failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, take).is_ok();
        let error = error.clone();
        async move { if fails { Err(error) } else { Ok(call.arguments) } }
    })
}

#[tokio::test(start_paused = true)]
async fn only_where_a_repeat_is_safe_and_may_help() {
    let plain = Policy::new;
    for (tool, policy, error, attempts) in [
        ("read", plain(), busy(), 3),
        ("put", plain(), busy(), 3),
        ("write", plain(), busy(), 1),
        ("plain", plain(), busy(), 1),
        ("plain", plain().safe_to_repeat(true), busy(), 3),
        ("write", plain().safe_to_repeat(true), busy(), 3),
        ("read", plain().safe_to_repeat(false), busy(), 1),
        ("read", plain().retries(0), busy(), 1),
        ("read", plain().retry_budget(0.0), busy(), 1),
        ("read", plain().retries(5), busy(), 6),
        ("read", plain(), CallError::failed("no such order"), 1),
        ("read", plain(), CallError::failed("try later").retryable(true), 3),
        ("read", plain(), CallError::denied("no"), 1),
    ] {
        let world = failing(policy, usize::MAX, error.clone());
        let run = world.run();
        assert_eq!(run.call(tool, json!({})).await, Err(error.clone()));
        assert_eq!(world.gauge.all(), attempts, "{tool}, {error}");
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_and_waits_are_in_the_record() {
    let world = failing(Policy::new(), 2, busy());
    let run = world.run();
    run.call("read", json!({ "n": 1 })).await.unwrap();
    let [record] = &run.records()[..] else { panic!() };
    let outcomes: Vec<_> = record.attempts.iter().map(|attempt| attempt.outcome).collect();
    let unavailable = CallOutcome::Error(CallErrorKind::Unavailable);
    assert_eq!((outcomes, record.outcome), (vec![unavailable, unavailable, CallOutcome::Done], CallOutcome::Done));
    let reasons: Vec<_> = record.attempts.iter().map(|attempt| attempt.reason).collect();
    assert_eq!(reasons, [AttemptReason::First, AttemptReason::Retry, AttemptReason::Retry]);
    let waits: Vec<_> = record.waits.iter().map(|wait| wait.reason).collect();
    assert_eq!(waits, [WaitReason::Backoff, WaitReason::Backoff]);
    assert_eq!(record.waits[1].until, record.attempts[2].started);
}

#[tokio::test(start_paused = true)]
async fn waits_are_random_and_grow() {
    let backoff = crate::gate::Backoff { start: millis(100), max: millis(400) };
    let policy = Policy::new().retries(4).retry_budget(10.0).backoff(backoff);
    let world = failing(policy, usize::MAX, busy());
    let mut all = Vec::new();
    for n in 0..50 {
        world.gauge.starts.lock().unwrap().clear();
        world.run().call("read", json!({ "n": n })).await.unwrap_err();
        let starts = world.gauge.starts.lock().unwrap();
        all.push(starts.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>());
    }
    for (repeat, most) in [100, 200, 400, 400].into_iter().enumerate() {
        let waits: Vec<Duration> = all.iter().map(|waits| waits[repeat]).collect();
        assert!(waits.iter().all(|wait| *wait <= millis(most + 1)), "{waits:?}");
        let mean = waits.iter().sum::<Duration>() / 50;
        assert!((millis(most * 4 / 10)..millis(most * 6 / 10)).contains(&mean), "{repeat}: {mean:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_says_when_to_come_back_is_believed() {
    let error = busy().with_data(json!({ "retry_after_ms": 7_000 }));
    let world = failing(Policy::new(), 1, error.clone());
    let (run, start) = (world.run(), Instant::now());
    run.call("read", json!({})).await.unwrap();
    assert!((7_000..7_002).contains(&since(start)), "{}", since(start));

    // Past the deadline there is no use in waiting for it.
    let world = failing(Policy::new().timeout(Duration::from_secs(5)), 1, error.clone());
    let (run, start) = (world.run(), Instant::now());
    assert_eq!(run.call("read", json!({})).await, Err(error));
    assert_eq!(since(start), 0);
}

#[tokio::test(start_paused = true)]
async fn a_retry_storm_stays_within_its_budget() {
    const CALLS: usize = 10_000;
    let policy = Policy::new().retries(100).retry_budget(0.2).backoff(crate::gate::Backoff::default());
    let world = failing(policy, usize::MAX, busy());
    let run = world.run();
    assert!(run.calls("read", CALLS).await.iter().all(Result::is_err));
    assert_eq!(world.gauge.all() - CALLS, 2_010, "a fifth, and the reserve");
    for n in 0..CALLS {
        run.call("read", json!({ "n": n })).await.ok();
    }
    assert_eq!(world.gauge.all() - 2 * CALLS, 4_010);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_result_that_breaks_its_schema_is_an_error_and_kept() {
    let mut definition = ToolDefinition::new("list");
    definition.output_schema = Some(json!({ "type": "array" }));
    let world = world_of(vec![definition], &[], |_| async { Ok(Json::from(json!({ "not": "an array" }))) });
    let run = world.run();
    let error = run.call("list", json!({})).await.unwrap_err();
    assert_eq!((error.kind, error.retryable), (CallErrorKind::InvalidResult, false));
    assert_eq!(run.records()[0].invalid_result.as_ref().unwrap().text, r#"{"not":"an array"}"#);
}
