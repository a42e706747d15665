//! Calls that are answered by another's work: single flight, cache, hedge.

use super::*;
use crate::gate::{Cache, Hedge};
use crate::trace::{AnsweredBy, AttemptReason, WaitReason};

fn same() -> Value {
    json!({ "q": "same" })
}

#[tokio::test(start_paused = true)]
async fn identical_calls_share_one_execution() {
    let world = world(&[], |call| answer(call, millis(100)));
    let (run, start) = (world.run(), Instant::now());
    let results = join_all((0..50).map(|_| run.call("read", same()))).await;
    assert!(results.iter().all(|result| result == &Ok(Json::from(same()))));
    assert_eq!((world.gauge.all(), since(start)), (1, 100));
    let records = run.records();
    let of = |index: usize| {
        let record = &records[index];
        (record.answered_by, record.shared_with, record.attempts.len())
    };
    assert_eq!(of(0), (Some(AnsweredBy::Provider), None, 1));
    assert_eq!(of(9), (Some(AnsweredBy::SingleFlight), Some(1), 0));
    assert_eq!(records[9].waits[0].reason, WaitReason::SingleFlight);

    // One after the other they are calls of their own; so are those of another run, other arguments, and tools with effects.
    run.call("read", same()).await.unwrap();
    assert_eq!(world.gauge.all(), 2);
    let other = world.run();
    join_all([run.call("read", same()), other.call("read", same())]).await;
    assert_eq!(world.gauge.all(), 4);
    run.calls("read", 10).await;
    assert_eq!(world.gauge.all(), 14);
    join_all(["put", "write", "plain", "put"].map(|tool| run.call(tool, same()))).await;
    assert_eq!(world.gauge.all(), 18);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn single_flight_can_be_switched_off() {
    let world = world(&[("t.read", Policy::new().single_flight(false))], |call| answer(call, millis(100)));
    join_all((0..5).map(|_| world.run()).map(|run| async move { run.call("read", same()).await })).await;
    let run = world.run();
    join_all((0..5).map(|_| run.call("read", same()))).await;
    assert_eq!(world.gauge.all(), 10);
}

#[tokio::test(start_paused = true)]
async fn the_next_leads_when_the_leader_goes() {
    let world = world(&[], |call| answer(call, millis(100)));
    let run = world.run();
    let call = |timeout| {
        let run = run.clone();
        tokio::spawn(async move { run.call_within("read", same(), timeout).await })
    };
    let calls = [call(None), call(Some(30)), call(None), call(None)];
    tokio::time::sleep(millis(50)).await;
    calls[0].abort();
    let [first, second, third, fourth] = calls;
    assert!(first.await.is_err() && second.await.unwrap().is_err());
    assert!(third.await.unwrap().is_ok() && fourth.await.unwrap().is_ok());
    assert_eq!(world.gauge.all(), 2);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_shared_failure_is_everybodys_and_then_over() {
    let world = world(&[("t.*", Policy::new().retries(0))], |_| async {
        tokio::time::sleep(millis(10)).await;
        Err(busy())
    });
    let run = world.run();
    assert!(join_all((0..5).map(|_| run.call("read", same()))).await.iter().all(|result| result == &Err(busy())));
    run.call("read", same()).await.unwrap_err();
    assert_eq!(world.gauge.all(), 2);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_cache_answers_for_its_time_over_all_runs() {
    let policy = Policy::new().cache(Cache::new(Duration::from_secs(60)));
    let world = world(&[("t.*", policy)], |call| answer(call, millis(100)));
    for (tool, calls) in [("read", 1), ("write", 3)] {
        world.gauge.all.store(0, Ordering::SeqCst);
        for _ in 0..3 {
            world.run().call(tool, same()).await.unwrap();
        }
        assert_eq!(world.gauge.all(), calls, "{tool}");
    }
    world.gauge.all.store(0, Ordering::SeqCst);
    let (run, start) = (world.run(), Instant::now());
    run.call("read", same()).await.unwrap();
    assert_eq!((since(start), run.records()[0].answered_by), (0, Some(AnsweredBy::Cache)));
    tokio::time::sleep(Duration::from_secs(60)).await;
    run.call("read", same()).await.unwrap();
    assert_eq!(world.gauge.all(), 1);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn failures_are_not_cached() {
    let policy = Policy::new().cache(Cache::new(Duration::from_secs(60))).retries(0);
    let world = world(&[("t.*", policy)], |_| async { Err(busy()) });
    for _ in 0..3 {
        world.run().call("read", same()).await.unwrap_err();
    }
    assert_eq!(world.gauge.all(), 3);
}

/// Every twentieth attempt is slow.
fn tail(policy: Policy, slow: Duration) -> World {
    let number = AtomicUsize::new(0);
    world(&[("t.*", policy)], move |call| {
        let is_slow = number.fetch_add(1, Ordering::SeqCst) % 20 == 19;
        answer(call, if is_slow { slow } else { millis(10) })
    })
}

#[tokio::test(start_paused = true)]
async fn a_hedge_cuts_the_tail() {
    for hedge in [Hedge::P95, Hedge::After(millis(20))] {
        let world = tail(Policy::new().hedge(hedge), Duration::from_secs(1));
        let run = world.run();
        let mut slow = 0;
        for n in 0..1_000 {
            let start = Instant::now();
            run.call("read", json!({ "n": n })).await.unwrap();
            slow += usize::from(since(start) > 50);
        }
        assert!(slow <= 3, "{slow} of 1,000 calls were slow, {hedge:?}");
        assert!(world.gauge.all() <= 1_100, "{} attempts", world.gauge.all());
        assert_eq!(world.gauge.now(), 0, "who lost was cancelled");
        let records = run.records();
        let hedged = records.iter().find(|record| record.answered_by == Some(AnsweredBy::Hedge)).unwrap();
        let reasons: Vec<_> = hedged.attempts.iter().map(|attempt| attempt.reason).collect();
        assert_eq!(reasons, [AttemptReason::First, AttemptReason::Hedge]);
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_is_slow_for_all_is_not_asked_twice_as_often() {
    let policy = Policy::new().hedge(Hedge::After(millis(20))).retry_budget(0.2);
    let world = world(&[("t.*", policy)], |call| answer(call, Duration::from_secs(1)));
    assert!(world.run().calls("read", 1_000).await.iter().all(Result::is_ok));
    assert!(world.gauge.all() <= 1_030, "{} attempts", world.gauge.all());
}

#[tokio::test(start_paused = true)]
async fn hedges_are_paid_for_without_repeats_too() {
    let policy = Policy::new().hedge(Hedge::After(millis(20))).retries(0).retry_budget(0.5);
    let world = world(&[("t.*", policy)], |call| answer(call, Duration::from_secs(1)));
    let run = world.run();
    for n in 0..100 {
        run.call("read", json!({ "n": n })).await.unwrap();
    }
    assert_eq!(world.gauge.all(), 160, "100 first attempts, half of them paid for a second, and the reserve of 10");
}

#[tokio::test(start_paused = true)]
async fn tools_with_effects_are_not_hedged() {
    let world = tail(Policy::new().hedge(Hedge::After(millis(20))), Duration::from_secs(1));
    for tool in ["put", "write", "plain"] {
        world.run().calls(tool, 20).await;
    }
    assert_eq!(world.gauge.all(), 60);
}

#[tokio::test(start_paused = true)]
async fn the_first_answer_wins_and_an_error_is_none() {
    for (first, second, expected) in [(Ok(100), Err(30), 100), (Err(50), Ok(60), 80), (Err(50), Err(10), 50)] {
        let number = AtomicUsize::new(0);
        let policy = Policy::new().hedge(Hedge::After(millis(20))).retries(0);
        let world = world(&[("t.*", policy)], move |call| {
            let plan = if number.fetch_add(1, Ordering::SeqCst) == 0 { first } else { second };
            async move {
                match plan {
                    Ok(after) => answer(call, millis(after)).await,
                    Err(after) => {
                        tokio::time::sleep(millis(after)).await;
                        Err(busy())
                    }
                }
            }
        });
        let (run, start) = (world.run(), Instant::now());
        let result = run.call("read", same()).await;
        assert_eq!(result.is_ok(), first.is_ok() || second.is_ok());
        assert!((expected..=expected + 1).contains(&since(start)), "{first:?} {second:?}: {}", since(start));
        run.assert_idle();
    }
}
