//! Many at once: calls of a run, runs of a runtime, runs inside of runs.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;
use tokio::sync::{Barrier, Semaphore};
use toolgate::provider::{CallError, ComponentSource, Native};
use toolgate::{Json, Limits, RunErrorKind, Runtime};

use super::{block_on, builder, js, tool};

crate::tests![
    calls_are_in_flight_at_the_same_time,
    calls_in_flight_bounds_the_peak,
    results_come_back_to_their_own_calls,
    many_runs_share_a_small_pool,
    many_plugin_calls_share_a_small_pool,
    waiting_for_a_sandbox_has_an_end,
    a_tool_that_runs_a_script,
    scripts_nest_through_a_plugin_too,
    thousands_of_runs_leave_nothing_behind,
    a_runtime_is_shared,
];

/// A tool that ends when `width` calls of it are there, and that knows the most there ever were.
fn meeting(width: usize, peak: &Arc<AtomicUsize>) -> Native {
    let (barrier, now, peak) = (Arc::new(Barrier::new(width)), Arc::new(AtomicUsize::new(0)), Arc::clone(peak));
    Native::new().tool(tool("meet", move || {
        let (barrier, now, peak) = (Arc::clone(&barrier), Arc::clone(&now), Arc::clone(&peak));
        async move {
            peak.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            barrier.wait().await;
            now.fetch_sub(1, Ordering::SeqCst);
            Ok(Json::null())
        }
    }))
}

fn calls_are_in_flight_at_the_same_time() {
    block_on(async {
        let peak = Arc::new(AtomicUsize::new(0));
        let runtime = builder().provider("t", meeting(50, &peak)).build().await.unwrap();
        let script = "await Promise.all(Array.from({ length: 50 }, () => tools.t.meet())); return 'met'";
        assert_eq!(runtime.run(js(script), Json::null()).await.unwrap().result.as_str(), "\"met\"");
        assert_eq!(peak.load(Ordering::SeqCst), 50);
    });
}

fn calls_in_flight_bounds_the_peak() {
    block_on(async {
        let peak = Arc::new(AtomicUsize::new(0));
        let mut limits = Limits::default();
        limits.calls_in_flight = 3;
        let runtime = builder().provider("t", meeting(3, &peak)).limits(limits).build().await.unwrap();
        let script = "await Promise.all(Array.from({ length: 30 }, () => tools.t.meet())); return 'met'";
        assert_eq!(runtime.run(js(script), Json::null()).await.unwrap().result.as_str(), "\"met\"");
        assert_eq!(peak.load(Ordering::SeqCst), 3);
    });
}

fn results_come_back_to_their_own_calls() {
    block_on(async {
        // The later it was called, the sooner it answers.
        let echo =
            toolgate::provider::NativeTool::raw(toolgate::catalog::ToolDefinition::new("echo"), |call| async move {
                for _ in 0..(200 - call.arguments.to_value()["n"].as_u64().unwrap_or_default()) {
                    tokio::task::yield_now().await;
                }
                Ok(call.arguments)
            });
        let runtime = builder().provider("t", Native::new().tool(echo)).build().await.unwrap();
        let script = "return await Promise.all(Array.from({ length: 200 }, (_, n) => tools.t.echo({ n })))";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        let expected: Vec<_> = (0..200).map(|n| json!({ "n": n })).collect();
        assert_eq!(output.result.to_value(), json!(expected));
    });
}

fn many_runs_share_a_small_pool() {
    block_on(async {
        let pause = tool("pause", || async {
            tokio::task::yield_now().await;
            Ok(Json::null())
        });
        let runtime = builder().provider("t", Native::new().tool(pause)).max_concurrent_runs(2).build().await.unwrap();
        let runs = (0..200).map(|n| {
            let run = runtime.run(js("await tools.t.pause(); return input + 1"), Json::from(json!(n)));
            async move { run.await.unwrap().result.to_value() }
        });
        let results = join_all(runs).await;
        assert_eq!(results, (1..=200).map(|n| json!(n)).collect::<Vec<_>>());
    });
}

fn many_plugin_calls_share_a_small_pool() {
    block_on(async {
        let shipping = std::fs::read(crate::harness::guest("shipping")).unwrap();
        let runtime = builder()
            .component("shipping", ComponentSource::from_bytes(shipping))
            .max_concurrent_plugins(1)
            .max_concurrent_runs(4)
            .build()
            .await
            .unwrap();
        let script =
            "const all = Array.from({ length: 20 }, (_, n) => tools.shipping.quote({ weight_grams: 1000 * (n + 1) }));
            return (await Promise.all(all)).map((quote) => quote.price_cents)";
        let runs = (0..10).map(|_| runtime.run(js(script), Json::null()).into_future());
        let expected: Vec<_> = (1..=20).map(|kilos| 490 + 60 * kilos).collect();
        for output in join_all(runs).await {
            assert_eq!(output.unwrap().result.to_value(), json!(expected));
        }
    });
}

fn waiting_for_a_sandbox_has_an_end() {
    block_on(async {
        let (entered, release) = (Arc::new(Semaphore::new(0)), Arc::new(Semaphore::new(0)));
        let (inside, until) = (Arc::clone(&entered), Arc::clone(&release));
        let hold = tool("hold", move || {
            inside.add_permits(1);
            let until = Arc::clone(&until);
            async move {
                until.acquire().await.unwrap().forget();
                Ok(Json::null())
            }
        });
        let runtime = builder()
            .provider("t", Native::new().tool(hold))
            .max_concurrent_runs(1)
            .patience(Duration::from_millis(20))
            .build()
            .await
            .unwrap();
        let first = tokio::spawn(runtime.run(js("await tools.t.hold(); return 1"), Json::null()).into_future());
        entered.acquire().await.unwrap().forget();
        let error = runtime.run(js("return 2"), Json::null()).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Overloaded { .. }) && error.kind.is_limit(), "{error}");
        assert!(error.to_string().contains("no sandbox was free within 20ms"), "{error}");
        release.add_permits(1);
        assert_eq!(first.await.unwrap().unwrap().result.as_str(), "1");
        assert_eq!(runtime.run(js("return 3"), Json::null()).await.unwrap().result.as_str(), "3");
    });
}

/// A provider with one tool that runs its argument as a script on the runtime that is in `slot`.
fn nested(slot: &Arc<OnceLock<Runtime>>) -> Native {
    let slot = Arc::clone(slot);
    Native::new().tool(toolgate::provider::NativeTool::raw(
        toolgate::catalog::ToolDefinition::new("run"),
        move |call| {
            let runtime = slot.get().cloned();
            async move {
                let runtime = runtime.ok_or_else(|| CallError::unavailable("no runtime yet"))?;
                let arguments = call.arguments.to_value();
                let script = arguments["script"].as_str().unwrap_or_default().to_owned();
                let input = Json::from(&arguments["input"]);
                let ended = runtime.run(js(&script), input).await;
                ended.map(|output| output.result).map_err(|error| CallError::failed(error.to_string()))
            }
        },
    ))
}

fn a_tool_that_runs_a_script() {
    block_on(async {
        let slot = Arc::new(OnceLock::new());
        let runtime = builder().provider("nested", nested(&slot)).build().await.unwrap();
        assert!(slot.set(runtime.clone()).is_ok());
        let script = "const script = 'return input * 2';
            const doubled = await Promise.all([1, 2, 3].map((input) => tools.nested.run({ script, input })));
            const failed = await tools.nested.run({ script: 'null.x', input: null }).catch((error) => error.message);
            const deeper = await tools.nested.run({ script: `return await tools.nested.run({ script: ${JSON.stringify(script)}, input })`, input: 21 });
            return { doubled, deeper, failed: failed.includes('TypeError') };";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        assert_eq!(output.result.to_value(), json!({ "doubled": [2, 4, 6], "deeper": 42, "failed": true }));
    });
}

fn scripts_nest_through_a_plugin_too() {
    block_on(async {
        let slot = Arc::new(OnceLock::new());
        let shipping = std::fs::read(crate::harness::guest("shipping")).unwrap();
        let runtime = builder()
            .provider("nested", nested(&slot))
            .component("shipping", ComponentSource::from_bytes(shipping))
            .build()
            .await
            .unwrap();
        assert!(slot.set(runtime.clone()).is_ok());
        let script = "const script = 'return (await tools.shipping.quote({ weight_grams: input })).price_cents';
            return await Promise.all([1000, 2000].map((input) => tools.nested.run({ script, input })))";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        assert_eq!(output.result.to_value(), json!([550, 610]));
    });
}

fn thousands_of_runs_leave_nothing_behind() {
    block_on(async {
        let slow = tool("slow", || async {
            tokio::time::sleep(Duration::from_secs(60)).await;
            Ok(Json::null())
        });
        let runtime = builder().provider("t", Native::new().tool(slow)).max_concurrent_runs(4).build().await.unwrap();
        let worker = |first: usize| {
            let runtime = runtime.clone();
            tokio::spawn(async move {
                let (mut done, mut failed, mut cancelled) = (0, 0, 0);
                for n in (first..3000).step_by(4) {
                    let script = match n % 3 {
                        0 => "return 1",
                        1 => "throw new Error('no')",
                        _ => "await tools.t.slow()",
                    };
                    let run = runtime.run(js(script), Json::null());
                    let run = if n % 3 == 2 { run.cancel_on(tokio::task::yield_now()) } else { run };
                    match run.await.map_err(|error| *error.kind) {
                        Ok(_) => done += 1,
                        Err(RunErrorKind::Script(_)) => failed += 1,
                        Err(RunErrorKind::Cancelled) => cancelled += 1,
                        Err(other) => panic!("run {n}: {other}"),
                    }
                }
                (done, failed, cancelled)
            })
        };
        let mut sum = (0, 0, 0);
        for worker in join_all((0..4).map(worker)).await {
            let (done, failed, cancelled) = worker.unwrap();
            sum = (sum.0 + done, sum.1 + failed, sum.2 + cancelled);
        }
        assert_eq!(sum, (1000, 1000, 1000));
    });
}

fn a_runtime_is_shared() {
    const fn shared<T: Send + Sync + Clone + 'static>() {}
    const { shared::<Runtime>() };
    const fn sent<T: Send>() {}
    const { sent::<toolgate::Run>() };
    block_on(async {
        let runtime = builder().build().await.unwrap();
        let threads: Vec<_> = (0..4)
            .map(|n| {
                let (runtime, tokio) = (runtime.clone(), tokio::runtime::Handle::current());
                std::thread::spawn(move || {
                    tokio.block_on(runtime.run(js("return input"), Json::from(json!(n))).into_future())
                })
            })
            .collect();
        for (n, thread) in threads.into_iter().enumerate() {
            let ended = tokio::task::spawn_blocking(move || thread.join().unwrap()).await.unwrap();
            assert_eq!(ended.unwrap().result.to_value(), json!(n));
        }
    });
}
