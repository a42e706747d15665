//! Widths, rates and the line before them.

use super::*;
use crate::gate::{Rate, Width};
use crate::provider::CallErrorKind;

#[tokio::test(start_paused = true)]
async fn each_bulkhead_holds() {
    let plain = Policy::new;
    // What it is, whose policy it is in, the run's calls in flight, and how many the provider sees at most.
    let cases = [
        ("tool", "t.*", plain().width(3), 1_000, 3 * 4),
        ("provider", "t.*", plain().provider_width(5), 1_000, 5),
        ("runtime", "default", plain().runtime_width(6), 1_000, 6),
        ("run", "t.*", plain(), 7, 2 * 7),
        ("narrowest", "t.*", plain().width(3).provider_width(2), 1_000, 2),
    ];
    for (name, pattern, policy, in_flight, peak) in cases {
        let mut world = world(&[(pattern, policy)], |call| answer(call, millis(10)));
        world.limits.calls_in_flight = in_flight;
        let runs = [world.run(), world.run()];
        let calls = runs.iter().flat_map(|run| ["read", "put", "write", "plain"].map(|tool| run.calls(tool, 50)));
        assert!(join_all(calls).await.into_iter().flatten().all(|result| result.is_ok()));
        assert_eq!((world.gauge.peak(), world.gauge.all()), (peak, 400), "{name}");
        runs.iter().for_each(Run::assert_idle);
    }
}

#[tokio::test(start_paused = true)]
async fn a_narrow_tool_does_not_take_the_runs_width() {
    let mut world = world(&[("t.write", Policy::new().width(1))], |call| answer(call, millis(100)));
    world.limits.calls_in_flight = 4;
    let (run, start) = (world.run(), Instant::now());
    let slow = run.calls("write", 50);
    let siblings = async {
        run.calls("plain", 9).await;
        since(start)
    };
    let (_, siblings) = futures_util::future::join(slow, siblings).await;
    assert_eq!(siblings, 300, "three at a time beside the one");
}

#[tokio::test(start_paused = true)]
async fn the_line_is_fair_and_bounded() {
    let world = world(&[("t.*", Policy::new().width(2).queue(10))], |call| answer(call, millis(10)));
    let run = world.run();
    let results = run.calls("write", 20).await;
    for (n, result) in results.iter().enumerate() {
        match result {
            Ok(json) => assert!(n < 12 && json.as_str() == format!("{{\"n\":{n}}}")),
            Err(error) => {
                assert!(n >= 12 && error.kind == CallErrorKind::Unavailable && error.retryable, "{error}");
                assert_eq!(error.data, Some(json!({ "refused_by": "queue" })));
            }
        }
    }
    let ends: Vec<Duration> = run.records()[..12].iter().map(|record| record.ended).collect();
    assert!(ends.is_sorted(), "{ends:?}");
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_in_a_queue_of_none() {
    let world = world(&[("t.*", Policy::new().width(1).queue(0))], |call| answer(call, millis(10)));
    let run = world.run();
    let results = run.calls("read", 2).await;
    assert!(results[0].is_ok() && results[1].is_err());
    assert_eq!(world.gauge.all(), 1, "what the gate refuses is not tried again");
}

#[tokio::test(start_paused = true)]
async fn a_rate_is_kept_and_bursts() {
    for (burst, first) in [(1, 1), (5, 5), (50, 50)] {
        let rate = Rate::new(50, Duration::from_secs(1)).burst(burst);
        let world = world(&[("t.*", Policy::new().rate(rate))], |_| async { Ok(Json::null()) });
        tokio::time::sleep(Duration::from_secs(10)).await;
        let (run, start) = (world.run(), Instant::now());
        assert!(run.calls("write", 200).await.iter().all(Result::is_ok));
        let starts = world.gauge.starts.lock().unwrap().clone();
        let at_once = starts.iter().filter(|at| **at == start).count();
        assert_eq!(at_once, first, "a pause saves up a burst and no more");
        for (n, at) in starts.iter().enumerate() {
            let due = 20 * u64::try_from((n + 1).saturating_sub(first)).unwrap();
            let at = u64::try_from((*at - start).as_millis()).unwrap();
            assert!((due..=due + 1).contains(&at), "call {n} at {at} ms, due at {due}");
        }
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn who_leaves_the_line_uses_no_token() {
    let rate = Rate::new(10, Duration::from_secs(1)).burst(1);
    let world = world(&[("t.*", Policy::new().rate(rate))], |_| async { Ok(Json::null()) });
    let run = world.run();
    let waiting: Vec<_> = (0..100)
        .map(|n| {
            let run = run.clone();
            tokio::spawn(async move { run.call("write", json!({ "n": n })).await })
        })
        .collect();
    tokio::time::sleep(millis(250)).await;
    waiting.iter().for_each(|call| call.abort());
    join_all(waiting).await;
    assert_eq!(world.gauge.all(), 3);
    let start = Instant::now();
    run.call("write", json!({})).await.unwrap();
    assert!(since(start) <= 51, "{}", since(start));
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_schedule_narrows_over_the_run() {
    let policy = Policy::new().width(Width::Schedule { start: 16, end: 2, over: 100 });
    let world = world(&[("t.*", policy)], |call| answer(call, millis(10)));
    let run = world.run();
    // In waves, as a script would.
    let mut peaks = Vec::new();
    for _ in 0..6 {
        world.gauge.peak.store(0, Ordering::SeqCst);
        run.calls("write", 25).await;
        peaks.push(world.gauge.peak());
    }
    // The first calls of a wave find the width that it begins with.
    assert_eq!((peaks[0], peaks[4], peaks[5]), (14, 2, 2), "{peaks:?}");
    assert!(peaks.is_sorted_by(|one, other| one >= other), "{peaks:?}");
    // Another run begins anew.
    world.gauge.peak.store(0, Ordering::SeqCst);
    let other = world.run();
    other.calls("write", 13).await;
    assert_eq!(world.gauge.peak(), 13);
    run.assert_idle();
    other.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_schedule_goes_by_the_calls_that_start() {
    // All at once: those that wait have not started, and the width narrows as they do.
    let policy = Policy::new().width(Width::Schedule { start: 16, end: 2, over: 100 });
    let world = world(&[("t.*", policy)], |call| answer(call, millis(10)));
    let (run, start) = (world.run(), Instant::now());
    run.calls("write", 100).await;
    // The sum of 10 ms over the width of each: 148 ms. At a width of 2 it is 500, at one of 16 it is 70.
    assert!((140..=210).contains(&since(start)), "{}", since(start));
    assert_eq!(world.gauge.peak(), 14);
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn an_adaptive_width_finds_what_the_tool_bears() {
    for bears in [4, 20, 60] {
        let under_way = Arc::new(AtomicUsize::new(0));
        let (seen, policy) = (Arc::clone(&under_way), Policy::new().width(Width::adaptive()));
        // Beyond what it bears, the tool is slower for everybody, and then refuses.
        let world = world(&[("t.*", policy)], move |call| {
            let (seen, now) = (Arc::clone(&seen), seen.fetch_add(1, Ordering::SeqCst) + 1);
            async move {
                let result = if now > 2 * bears {
                    Err(busy())
                } else {
                    let load = u64::try_from(now.max(bears) * 50 / bears).unwrap();
                    answer(call, millis(load)).await
                };
                seen.fetch_sub(1, Ordering::SeqCst);
                result
            }
        });
        let run = world.run();
        run.calls("write", 5_000).await;
        let width = world.stacks.states().into_iter().find(|state| state.tool == "t.write").unwrap().width.unwrap();
        assert!((bears / 2..=2 * bears + 1).contains(&width), "bears {bears}, has {width}");
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn an_adaptive_width_keeps_its_bounds() {
    let policy = |min, max| Policy::new().width(Width::Adaptive { start: 4, min, max });
    let good = world(&[("t.*", policy(2, 9))], |call| answer(call, millis(10)));
    good.run().calls("write", 2_000).await;
    let bad = world(&[("t.*", policy(2, 9))], |_| async { Err(busy()) });
    let failing = world(&[("t.*", policy(2, 9))], |_| async { Err(CallError::failed("again").retryable(true)) });
    let wrong = world(&[("t.*", policy(2, 9))], |_| async { Err(CallError::failed("no such order")) });
    for n in 0..200 {
        for world in [&bad, &failing, &wrong] {
            world.run().call("write", json!({ "n": n })).await.unwrap_err();
        }
    }
    let width = |world: &World| {
        world.stacks.states().into_iter().find_map(|state| (state.tool == "t.write").then_some(state.width?)).unwrap()
    };
    assert_eq!((width(&good), width(&bad), width(&failing), width(&wrong)), (9, 2, 2, 4));
}
