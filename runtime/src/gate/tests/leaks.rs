//! Whatever becomes of calls, nothing stays behind: no permit, no task, no place in a line.

use futures_util::FutureExt;

use super::*;
use crate::gate::{Breaker, Cache, Hedge, Rate, Resource, Width};
use crate::provider::CallErrorKind;

/// Each layer in a state in which calls are held up in it.
fn holding() -> Vec<(&'static str, &'static str, Policy)> {
    vec![
        ("nothing", "write", Policy::new()),
        ("tool's width", "write", Policy::new().width(1)),
        ("schedule", "write", Policy::new().width(Width::Schedule { start: 4, end: 1, over: 10 })),
        ("adaptive width", "write", Policy::new().width(Width::adaptive())),
        ("provider's width", "write", Policy::new().provider_width(1)),
        ("rate", "write", Policy::new().rate(Rate::new(1, Duration::from_secs(1)).burst(1))),
        ("order", "write", Policy::new().serialize_by(Resource::Tool)),
        ("order by key", "put", Policy::new().serialize_by(Resource::Pointer("/same".to_owned()))),
        ("single flight", "read", Policy::new()),
        ("cache", "read", Policy::new().cache(Cache::new(Duration::from_secs(60)))),
        ("hedge", "read", Policy::new().hedge(Hedge::After(millis(1)))),
        ("breaker", "write", Policy::new().breaker(Breaker::default())),
        ("attempt's timeout", "write", Policy::new().attempt_timeout(Duration::from_secs(60))),
        ("deadline", "write", Policy::new().timeout(Duration::from_secs(60))),
        ("everything", "read", everything()),
        ("everything with effects", "put", everything()),
    ]
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_dropped_in_any_layer() {
    for (name, tool, policy) in holding() {
        let world = world(&[("t.*", policy)], |_| std::future::pending());
        let run = world.run();
        // Dropped after no poll, after one, and after the clock has moved.
        for polls in [0, 1, 2] {
            let mut calls: Vec<_> =
                (0..200).map(|n| Box::pin(run.call(tool, json!({ "same": 1, "n": n % 7 })))).collect();
            for _ in 0..polls {
                calls.iter_mut().for_each(|call| assert!(call.now_or_never().is_none(), "{name}"));
                tokio::time::sleep(millis(5)).await;
            }
            // Every other one first, from the middle of each line.
            let mut odd = false;
            calls.retain(|_| {
                odd = !odd;
                odd
            });
            tokio::time::sleep(millis(5)).await;
            drop(calls);
            assert_eq!((run.0.gate().left_behind(), world.gauge.now()), (None, 0), "{name} after {polls} polls");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_dropped_is_free_for_others() {
    for (name, tool, policy) in holding() {
        let dead = Arc::new(std::sync::atomic::AtomicBool::new(true));
        let is_dead = Arc::clone(&dead);
        let world = world(&[("t.*", policy)], move |call| {
            let dead = is_dead.load(Ordering::SeqCst);
            async move { if dead { std::future::pending().await } else { Ok(call.arguments) } }
        });
        let run = world.run();
        for _ in 0..20 {
            let calls = join_all((0..20).map(|n| run.call(tool, json!({ "same": 1, "n": n }))));
            assert!(tokio::time::timeout(millis(3), calls).await.is_err(), "{name}");
        }
        dead.store(false, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (result, start) = (run.call(tool, json!({ "same": 1, "n": 99 })).await, Instant::now());
        assert_eq!((result.map(|_| ()), since(start)), (Ok(()), 0), "{name}");
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn a_hundred_thousand_calls_dropped() {
    for (tool, policy) in [("write", Policy::new().width(64).queue(100_000)), ("read", everything())] {
        let world = world(&[("t.*", policy)], |_| std::future::pending());
        let run = world.run();
        let tasks = tokio::runtime::Handle::current().metrics().num_alive_tasks();
        let mut calls: Vec<_> = (0..100_000).map(|n| Box::pin(run.call(tool, json!({ "n": n })))).collect();
        calls.iter_mut().for_each(|call| assert!(call.now_or_never().is_none()));
        drop(calls);
        assert_eq!((run.0.gate().left_behind(), world.gauge.now()), (None, 0));
        assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), tasks);
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_panics() {
    for (name, tool, policy) in holding() {
        for at_once in [true, false] {
            let world = world(&[("t.*", policy.clone())], move |call| {
                assert!(!at_once, "at once");
                async move {
                    tokio::time::sleep(millis(1)).await;
                    if call.id > 0 { panic!("later") } else { Ok(call.arguments) }
                }
            });
            let run = world.run();
            for result in run.calls(tool, 3).await {
                let error = result.unwrap_err();
                assert!(error.kind == CallErrorKind::Failed && error.message.contains("panicked"), "{name}: {error}");
            }
            run.assert_idle();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn one_failing_call_leaves_its_siblings_alone() {
    for (name, tool, policy) in holding() {
        let world = world(&[("t.*", policy.retries(0))], |call| async move {
            tokio::time::sleep(millis(1)).await;
            if call.id.is_multiple_of(3) { Err(CallError::failed("this one")) } else { Ok(call.arguments) }
        });
        let run = world.run();
        for (n, result) in run.calls(tool, 9).await.into_iter().enumerate() {
            let expected = if (n + 1).is_multiple_of(3) { None } else { Some(format!("{{\"n\":{n}}}")) };
            assert_eq!(result.ok().map(|json| json.as_str().to_owned()), expected, "{name}");
        }
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn with_every_layer_a_quick_call_is_done_at_its_first_poll() {
    let world = world(&[("t.*", everything())], |call| async move { Ok(call.arguments) });
    let run = world.run();
    for tool in ["read", "put", "write", "plain"] {
        // More than tokio's budget for one poll of a task.
        for n in 0..1_000 {
            assert!(run.call(tool, json!({ "n": n })).now_or_never().is_some_and(|result| result.is_ok()));
        }
    }
    run.assert_idle();
}
