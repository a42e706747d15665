//! A tool that is given a rest.

use super::*;
use crate::gate::{Breaker, BreakerState};

/// A tool that does what `mode` says: 0 answers, 1 fails, 2 is slow, 3 never answers, 4 panics, 5 says no for a good reason.
fn moody(breaker: Breaker) -> (World, Arc<AtomicUsize>) {
    let mode = Arc::new(AtomicUsize::new(0));
    let says = Arc::clone(&mode);
    let policy = Policy::new().breaker(breaker).timeout(Duration::from_secs(10));
    let world = world(&[("t.*", policy)], move |call| {
        let mode = says.load(Ordering::SeqCst);
        async move {
            match mode {
                0 => answer(call, millis(10)).await,
                1 => Err(busy()),
                2 => answer(call, millis(900)).await,
                3 => std::future::pending().await,
                4 => panic!("a tool's own panic"),
                _ => Err(CallError::failed("no such order")),
            }
        }
    });
    (world, mode)
}

fn state(world: &World) -> BreakerState {
    world.stacks.states().into_iter().find(|state| state.tool == "t.write").unwrap().breaker.unwrap()
}

async fn make(run: &Run, number: usize) {
    for n in 0..number {
        run.call("write", json!({ "n": n })).await.ok();
    }
}

#[tokio::test(start_paused = true)]
async fn a_script_in_a_hurry_says_nothing_of_the_tool() {
    let (world, says) = moody(Breaker::default());
    let run = world.run();
    // It never answers, and a second is time enough to know.
    says.store(3, Ordering::SeqCst);
    for (timeout, expected) in [(5, BreakerState::Closed), (999, BreakerState::Closed), (1_000, BreakerState::Open)] {
        for n in 0..40 {
            run.call_within("write", json!({ "n": n }), Some(timeout)).await.ok();
        }
        assert_eq!(state(&world), expected, "{timeout}");
    }
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn what_opens_it_and_what_does_not() {
    let slow = Breaker::default().slow(millis(500));
    for (breaker, mode, opens) in [
        (Breaker::default(), 0, false),
        (Breaker::default(), 1, true),
        (Breaker::default(), 2, false),
        (slow, 2, true),
        (slow, 0, false),
        (Breaker::default(), 3, true),
        (Breaker::default(), 4, true),
        (Breaker::default(), 5, false),
    ] {
        let (world, says) = moody(breaker);
        let run = world.run();
        says.store(mode, Ordering::SeqCst);
        make(&run, 19).await;
        assert_eq!(state(&world), BreakerState::Closed, "{mode}: not before the window is full");
        make(&run, 1).await;
        assert_eq!(state(&world) == BreakerState::Open, opens, "{mode}");
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn the_rate_is_of_the_last_calls() {
    let (world, says) = moody(Breaker::default().window(10).failure_rate(0.5));
    let run = world.run();
    for _ in 0..20 {
        // 4 of 10 fail, in every window.
        says.store(1, Ordering::SeqCst);
        make(&run, 2).await;
        says.store(0, Ordering::SeqCst);
        make(&run, 3).await;
    }
    assert_eq!(state(&world), BreakerState::Closed);
    says.store(1, Ordering::SeqCst);
    make(&run, 5).await;
    assert_eq!(state(&world), BreakerState::Open);
}

#[tokio::test(start_paused = true)]
async fn probes_decide() {
    let (world, says) = moody(Breaker::default().window(4).open(Duration::from_secs(5)).probes(3));
    let run = world.run();
    says.store(1, Ordering::SeqCst);
    make(&run, 4).await;
    let reached = world.gauge.all();
    let error = run.call("write", json!({})).await.unwrap_err();
    assert_eq!(error.data, Some(json!({ "refused_by": "breaker", "retry_after_ms": 5_000 })));
    tokio::time::sleep(millis(2_000)).await;
    let error = run.call("write", json!({})).await.unwrap_err();
    assert_eq!(error.data.unwrap()["retry_after_ms"], 3_000);

    // One probe fails: it stays open for twice as long.
    tokio::time::sleep(millis(3_000)).await;
    assert_eq!(state(&world), BreakerState::HalfOpen);
    make(&run, 10).await;
    assert_eq!((world.gauge.all() - reached, state(&world)), (1, BreakerState::Open));
    tokio::time::sleep(millis(9_900)).await;
    assert_eq!(state(&world), BreakerState::Open);

    // No more than three at once, and when they are answered all go through.
    says.store(0, Ordering::SeqCst);
    tokio::time::sleep(millis(100)).await;
    let results = run.calls("write", 10).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 3);
    assert_eq!(state(&world), BreakerState::Closed);
    assert!(run.calls("write", 10).await.iter().all(Result::is_ok));
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_cancelled_gives_its_place_back() {
    let (world, says) = moody(Breaker::default().window(4).open(Duration::from_secs(5)).probes(1));
    let run = world.run();
    says.store(1, Ordering::SeqCst);
    make(&run, 4).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    says.store(3, Ordering::SeqCst);
    for _ in 0..100 {
        let probing = run.clone();
        let probe = tokio::spawn(async move { probing.call("write", json!({})).await });
        tokio::time::sleep(millis(1)).await;
        assert!(run.call("write", json!({})).await.is_err(), "its place is taken");
        probe.abort();
        probe.await.unwrap_err();
    }
    says.store(0, Ordering::SeqCst);
    run.call("write", json!({})).await.unwrap();
    assert_eq!(state(&world), BreakerState::Closed);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_flaps_is_asked_less_and_less() {
    let (world, says) = moody(Breaker::default().window(4).open(Duration::from_secs(1)).probes(1));
    let run = world.run();
    says.store(1, Ordering::SeqCst);
    let start = Instant::now();
    while start.elapsed() < Duration::from_secs(3600) {
        make(&run, 1).await;
        tokio::time::sleep(millis(100)).await;
    }
    // 4, then one after 1, 2, 4 s, and every 8 s from then on.
    assert!((445..=460).contains(&world.gauge.all()), "{} attempts in an hour", world.gauge.all());
    // Up and down each second: it closes by its probe and opens again by a whole window.
    let before = world.gauge.all();
    for n in 0..3_600 {
        says.store(n % 2, Ordering::SeqCst);
        make(&run, 10).await;
        tokio::time::sleep(millis(900)).await;
    }
    assert!(world.gauge.all() - before <= 20_000, "{} attempts", world.gauge.all() - before);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn time_in_line_is_not_slowness() {
    let policy = Policy::new().width(1).breaker(Breaker::default().window(10).slow(millis(500)));
    let world = world(&[("t.*", policy)], |call| answer(call, millis(100)));
    let run = world.run();
    assert!(run.calls("write", 100).await.iter().all(Result::is_ok));
    assert_eq!(state(&world), BreakerState::Closed);
}
