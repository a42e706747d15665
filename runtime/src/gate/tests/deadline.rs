//! Every call has a deadline, and what is left of it reaches the provider.

use super::*;
use crate::provider::CallErrorKind;
use crate::trace::CallOutcome;

#[tokio::test(start_paused = true)]
async fn the_shortest_of_all_wins() {
    let mut definition = ToolDefinition::new("slow");
    definition.timeout_ms = Some(400);
    let of_policy = |timeout: Option<Duration>| Policy::new().timeout(timeout);
    for (policy, script, expected, whose) in [
        (None, None, 400, "it suggests itself"),
        (Some(millis(300)), None, 300, "its policy allows"),
        (Some(millis(500)), None, 400, "it suggests itself"),
        (Some(millis(300)), Some(200), 200, "the script gave it"),
        (Some(millis(300)), Some(600), 300, "its policy allows"),
        (None, Some(0), 0, "took longer than the 0s that the script gave it: it never started"),
        (None, Some(u64::MAX), 400, "it suggests itself"),
    ] {
        let left = Arc::new(Mutex::new(None));
        let seen = Arc::clone(&left);
        let world = world_of(vec![definition.clone()], &[("t.slow", of_policy(policy))], move |call| {
            *seen.lock().unwrap() = call.deadline.map(|at| at - Instant::now());
            std::future::pending()
        });
        let (run, start) = (world.run(), Instant::now());
        let error = run.call_within("slow", json!({}), script).await.unwrap_err();
        assert_eq!((error.kind, error.retryable), (CallErrorKind::TimedOut, true));
        assert!(error.message.contains(whose), "{error}");
        assert!((expected..=expected + 1).contains(&since(start)), "{expected}: {}", since(start));
        // Without any time at all it is not begun.
        assert_eq!(*left.lock().unwrap(), (expected > 0).then(|| millis(expected)));
        run.assert_idle();
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_timeout_the_runs_end_is_the_deadline() {
    let left = Arc::new(Mutex::new(None));
    let seen = Arc::clone(&left);
    let mut world = world(&[], move |call| {
        *seen.lock().unwrap() = call.deadline.map(|at| at - Instant::now());
        async { Ok(Json::null()) }
    });
    world.limits.wall_time = Duration::from_secs(30);
    let run = world.run();
    tokio::time::sleep(Duration::from_secs(10)).await;
    run.call("plain", json!({})).await.unwrap();
    assert_eq!(*left.lock().unwrap(), Some(Duration::from_secs(20)));
    world.limits.wall_time = Duration::MAX;
    world.run().call("plain", json!({})).await.unwrap();
    assert_eq!(*left.lock().unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn an_answer_after_the_deadline_is_none() {
    let policy = Policy::new().timeout(millis(100));
    let world = world(&[("t.*", policy)], |call| answer(call, millis(101)));
    let run = world.run();
    for result in run.calls("write", 100).await {
        assert_eq!(result.unwrap_err().kind, CallErrorKind::TimedOut);
    }
    assert_eq!(world.gauge.now(), 0, "nobody works for nobody");
    let record = &run.records()[0];
    assert_eq!(record.outcome, CallOutcome::Error(CallErrorKind::TimedOut));
    assert_eq!(record.attempts[0].outcome, CallOutcome::OutcomeUnknown, "it may have written");
}

#[tokio::test(start_paused = true)]
async fn the_deadline_spans_all_attempts() {
    let policy = Policy::new().timeout(Duration::from_secs(1)).attempt_timeout(millis(300)).retries(100);
    let world = world(&[("t.*", policy)], |_| std::future::pending());
    let (run, start) = (world.run(), Instant::now());
    let error = run.call("put", json!({})).await.unwrap_err();
    assert_eq!(error.kind, CallErrorKind::TimedOut);
    assert!(since(start) <= 1_001, "{}", since(start));
    assert!((2..=4).contains(&world.gauge.all()), "{}", world.gauge.all());
    run.assert_idle();
}

#[tokio::test(start_paused = true)]
async fn a_call_that_never_started_says_what_it_waited_for() {
    let policy = Policy::new().timeout(millis(100)).width(1);
    let world = world(&[("t.*", policy)], |_| std::future::pending());
    let run = world.run();
    let calls = [None, Some(50), None].map(|timeout| run.call_within("write", json!({}), timeout));
    let errors: Vec<String> = join_all(calls).await.into_iter().map(|result| result.unwrap_err().message).collect();
    assert!(!errors[0].contains("waited"), "{errors:?}");
    assert!(errors[1].ends_with("it never started, and waited for the tool's width"), "{errors:?}");
    // Its turn came when its time was over: nothing is begun that nobody waits for.
    assert!(errors[2].ends_with("it never started, and waited for the tool's width"), "{errors:?}");
    assert_eq!(world.gauge.all(), 1);
    let records = run.records();
    assert_eq!(records[1].attempts, []);
    assert_eq!(records[1].waits[0].until - records[1].waits[0].from, records[1].ended - records[1].queued);
}
