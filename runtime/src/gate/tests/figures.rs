//! The figures that the gate promises.

use super::*;

#[tokio::test(start_paused = true)]
async fn ten_thousand_calls_of_width_64() {
    let policy = Policy::new().width(64);
    for (least, most) in [(100, 100), (50, 150), (1, 1000)] {
        let latencies: Vec<Duration> = {
            let mut random = fastrand::Rng::with_seed(64);
            (0..10_000).map(|_| millis(random.u64(least..=most))).collect()
        };
        let of = latencies.clone();
        let world = world(&[("t.plain", policy.clone())], move |call| {
            let n = call.arguments.to_value()["n"].as_u64().unwrap();
            answer(call, of[usize::try_from(n).unwrap()])
        });
        let (run, start) = (world.run(), Instant::now());
        assert!(run.calls("plain", 10_000).await.iter().all(Result::is_ok));
        let ideal = (latencies.iter().sum::<Duration>() / 64).max(millis(most));
        let ratio = start.elapsed().as_secs_f64() / ideal.as_secs_f64();
        assert!(ratio <= 1.02, "{least} to {most} ms: {ratio} of the ideal");
        assert_eq!((world.gauge.peak(), world.gauge.all()), (64, 10_000));
        run.assert_idle();
    }
}

/// A call that begins when those that it needs are done.
struct Node {
    needs: &'static [usize],
    latency: Duration,
}

/// Runs a graph as a script would, each call as soon as it can go. Returns its time and its critical path.
async fn graph(run: &Run, nodes: &[Node]) -> (Duration, Duration) {
    let mut done: Vec<futures_util::future::Shared<std::pin::Pin<Box<dyn Future<Output = ()> + Send>>>> = Vec::new();
    let mut path: Vec<Duration> = Vec::new();
    for node in nodes {
        let needs: Vec<_> = node.needs.iter().map(|need| done[*need].clone()).collect();
        let (run, latency) = (run.clone(), node.latency);
        let number = done.len();
        let call: std::pin::Pin<Box<dyn Future<Output = ()> + Send>> = Box::pin(async move {
            join_all(needs).await;
            let ms = u64::try_from(latency.as_millis()).unwrap();
            run.call("read", json!({ "ms": ms, "n": number })).await.unwrap();
        });
        done.push(futures_util::FutureExt::shared(call));
        path.push(node.needs.iter().map(|need| path[*need]).max().unwrap_or_default() + node.latency);
    }
    let start = Instant::now();
    join_all(done).await;
    (start.elapsed(), path.into_iter().max().unwrap_or_default())
}

/// The shapes of LLMCompiler's benchmarks (Kim et al., 2024): HotpotQA compares two searches, Movie Recommendation eight, ParallelQA
/// mixes depths.
#[tokio::test(start_paused = true)]
async fn graphs_take_their_critical_path() {
    let shapes: [(&str, &[&[usize]]); 3] = [
        ("HotpotQA", &[&[], &[], &[0, 1]]),
        ("Movie Recommendation", &[&[], &[], &[], &[], &[], &[], &[], &[], &[0, 1, 2, 3, 4, 5, 6, 7]]),
        ("ParallelQA", &[&[], &[], &[], &[0, 1], &[2], &[3, 4], &[0], &[5, 6]]),
    ];
    for (policy, name) in [(Policy::new(), "defaults"), (everything(), "everything")] {
        let mut random = fastrand::Rng::with_seed(3);
        for (shape, needs) in shapes {
            for _ in 0..100 {
                let latency = |random: &mut fastrand::Rng| millis(random.u64(50..2_000));
                let nodes: Vec<Node> =
                    needs.iter().map(|needs| Node { needs, latency: latency(&mut random) }).collect();
                let world = world(&[("t.*", policy.clone())], |call| {
                    let ms = call.arguments.to_value()["ms"].as_u64().unwrap();
                    answer(call, millis(ms))
                });
                let run = world.run();
                let (took, path) = graph(&run, &nodes).await;
                let ratio = took.as_secs_f64() / path.as_secs_f64();
                assert!(ratio <= 1.02, "{shape} with {name}: {took:?} of {path:?}");
                run.assert_idle();
            }
        }
    }
}

/// A tool that fails a fifth of its calls, at random.
fn flaky(policy: &Policy, seed: u64) -> World {
    let random = Mutex::new(fastrand::Rng::with_seed(seed));
    world(&[("t.put", policy.clone())], move |call| {
        let fails = random.lock().unwrap().f64() < 0.2;
        async move {
            tokio::time::sleep(millis(20)).await;
            if fails { Err(busy()) } else { Ok(call.arguments) }
        }
    })
}

#[tokio::test(start_paused = true)]
async fn a_flaky_tool_is_made_reliable_for_a_third_more() {
    const RUNS: usize = 1_000;
    const CALLS: usize = 100;
    let policy = Policy::new().retries(7).retry_budget(0.5);
    let (mut finished, mut attempts) = (0, 0);
    // Each run at a gate that has just begun, which has saved nothing; half of them make their calls one after the other.
    for seed in 0..RUNS {
        let world = flaky(&policy, seed as u64);
        let run = world.run();
        let ok = if seed.is_multiple_of(2) {
            run.calls("put", CALLS).await.iter().all(Result::is_ok)
        } else {
            let mut ok = true;
            for n in 0..CALLS {
                ok &= run.call("put", json!({ "n": n })).await.is_ok();
            }
            ok
        };
        finished += usize::from(ok);
        attempts += world.gauge.all();
        run.assert_idle();
    }
    // And at one gate that all of them share.
    let world = flaky(&policy, 99);
    for _ in 0..RUNS {
        finished += usize::from(world.run().calls("put", CALLS).await.iter().all(Result::is_ok));
    }
    attempts += world.gauge.all();
    assert!(finished as f64 >= 0.999 * (2 * RUNS) as f64, "{finished} of {} runs finished", 2 * RUNS);
    let ratio = attempts as f64 / (2 * RUNS * CALLS) as f64;
    assert!(ratio <= 1.3, "{ratio} attempts for each call");
}

#[tokio::test(start_paused = true)]
async fn a_dead_tool_fails_fast() {
    let alive = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let pulse = Arc::clone(&alive);
    let policy = Policy::new().timeout(millis(500)).breaker(super::super::Breaker::default());
    let world = world(&[("t.plain", policy)], move |call| {
        let alive = pulse.load(Ordering::SeqCst);
        async move { if alive { answer(call, millis(10)).await } else { std::future::pending().await } }
    });
    let run = world.run();
    assert!(run.calls("plain", 100).await.iter().all(Result::is_ok));
    alive.store(false, Ordering::SeqCst);
    assert!(run.calls("plain", 20).await.iter().all(Result::is_err));
    let (reached, start, real) = (world.gauge.all(), Instant::now(), std::time::Instant::now());
    for n in 0..1_000 {
        let error = run.call("plain", json!({ "n": n })).await.unwrap_err();
        assert_eq!(error.data.as_ref().unwrap()["refused_by"], "breaker", "{error}");
    }
    assert_eq!((start.elapsed(), world.gauge.all()), (Duration::ZERO, reached));
    assert!(real.elapsed() / 1_000 <= millis(1), "{:?} for 1,000 calls", real.elapsed());
    run.assert_idle();
}
