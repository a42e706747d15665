//! Plugins that misbehave, through the library: each costs its own call, and the host goes on.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use toolgate::provider::{Access, CallErrorKind, ComponentSource};
use toolgate::trace::LogLevel;
use toolgate::{BuildError, Json, RunErrorKind, Runtime};

use super::{block_on, builder, js};
use crate::harness::guest;

crate::tests![
    a_plugin_that_loops_is_ended_by_its_own_timeout,
    a_plugin_that_loops_is_ended_by_the_run,
    a_plugin_that_hogs_memory,
    every_fault_costs_its_own_call,
    a_plugins_log_is_the_runs,
    a_grant_that_does_not_exist,
    both_targets_of_the_example,
    a_plugin_that_waits_for_a_slot_times_out,
];

fn faulty() -> ComponentSource {
    ComponentSource::from_bytes(std::fs::read(guest("faulty")).unwrap()).named("faulty.wasm")
}

async fn runtime(source: ComponentSource) -> Runtime {
    builder().component("faulty", source).build().await.unwrap()
}

fn a_plugin_that_loops_is_ended_by_its_own_timeout() {
    block_on(async {
        let runtime = runtime(faulty().timeout(Duration::from_millis(50))).await;
        let script = "const error = await tools.faulty.spin().catch((error) => error);
            return [error.kind, error.retryable, error.message, await tools.faulty.log()]";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        let message = "spin took longer than the 50ms that its plugin is given";
        assert_eq!(output.result.to_value(), json!(["timed-out", true, message, null]));
    });
}

fn a_plugin_that_loops_is_ended_by_the_run() {
    block_on(async {
        let runtime = runtime(faulty()).await;
        let mut limits = runtime.limits().clone();
        limits.wall_time = Duration::from_millis(50);
        let started = Instant::now();
        let error = runtime.run(js("await tools.faulty.spin()"), Json::null()).limits(limits).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::WallTime { .. }), "{error}");
        assert!(started.elapsed() < Duration::from_secs(5));
        // The thread that it was on is free again.
        for _ in 0..4 {
            let output = runtime.run(js("return await tools.faulty.log()"), Json::null()).await.unwrap();
            assert_eq!(output.result.as_str(), "null");
        }
    });
}

fn a_plugin_that_hogs_memory() {
    block_on(async {
        let runtime = runtime(faulty().memory(4 << 20)).await;
        let error = runtime.call("faulty.hog", Json::from(json!({}))).await.unwrap_err();
        assert_eq!(error.kind, CallErrorKind::LimitExceeded);
        assert!(error.message.contains("hog needs more memory than") && error.message.contains("4.0 MiB"), "{error}");
    });
}

fn every_fault_costs_its_own_call() {
    block_on(async {
        let runtime = runtime(faulty().timeout(Duration::from_secs(2))).await;
        let script = "const names = ['not_json', 'breaks_schema', 'trap', 'panic', 'spin', 'hog', 'recurse', 'data', 'log', 'big'];
            const ends = await Promise.allSettled(names.map((name) => tools.faulty[name]()));
            return Object.fromEntries(ends.map((end, i) => [names[i], end.status === 'fulfilled' ? 'ok' : end.reason.kind]))";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        let expected = json!({
            "not_json": "invalid-result", "breaks_schema": "invalid-result", "trap": "failed", "panic": "failed",
            "spin": "timed-out", "hog": "limit-exceeded", "recurse": "failed", "data": "failed", "log": "ok",
            "big": "limit-exceeded",
        });
        assert_eq!(output.result.to_value(), expected);
    });
}

fn a_plugins_log_is_the_runs() {
    block_on(async {
        let runtime = runtime(faulty()).await;
        let output = runtime
            .run(js("await tools.faulty.log(); await tools.faulty.log(); return 1"), Json::null())
            .await
            .unwrap();
        let lines: Vec<_> = output.logs.iter().map(|line| (line.level, line.message.as_str())).collect();
        let once = [
            (LogLevel::Trace, "a trace"),
            (LogLevel::Debug, "a detail"),
            (LogLevel::Info, "a remark"),
            (LogLevel::Warn, "a warning"),
            (LogLevel::Error, "an error"),
            (LogLevel::Error, "an emergency"),
        ];
        assert_eq!(lines, [once, once].concat());
        assert_eq!((output.logs[0].source.as_str(), output.logs[6].source.as_str()), ("faulty.log#1", "faulty.log#2"));
    });
}

fn a_grant_that_does_not_exist() {
    block_on(async {
        let source = faulty().dir("nowhere/at-all", "/data", Access::Read);
        let error = builder().component("faulty", source).build().await.err().unwrap();
        assert!(matches!(&error, BuildError::Provider { name, .. } if name == "faulty"), "{error}");
        assert!(error.to_string().contains("faulty.wasm: the directory nowhere/at-all can't be granted"), "{error}");
    });
}

fn both_targets_of_the_example() {
    block_on(async {
        let mut answers: Vec<Value> = Vec::new();
        for name in ["shipping", "shipping-wasip2"] {
            let source = ComponentSource::from_bytes(std::fs::read(guest(name)).unwrap());
            let runtime = builder().component("shipping", source).build().await.unwrap();
            let quote = runtime.call("shipping.quote", Json::from(json!({ "weight_grams": 1500 }))).await.unwrap();
            let track = runtime.call("shipping.track", Json::from(json!({ "number": "123" }))).await.unwrap_err();
            let tools: Vec<_> = runtime.catalog().tools().map(|(name, tool)| (name.to_owned(), tool.clone())).collect();
            answers.push(json!([quote.to_value(), track, tools]));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(answers[0][0], json!({ "price_cents": 610, "days": 3 }));
        assert_eq!(answers[0][1]["kind"], "failed");
    });
}

fn a_plugin_that_waits_for_a_slot_times_out() {
    block_on(async {
        let source = faulty().timeout(Duration::from_millis(100));
        let runtime = builder().component("faulty", source).max_concurrent_plugins(1).build().await.unwrap();
        let script = "const ends = await Promise.allSettled(Array.from({ length: 3 }, () => tools.faulty.spin()));
            return [ends.map((end) => end.reason.kind), await tools.faulty.log()]";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        let kinds = output.result.to_value()[0].clone();
        for kind in kinds.as_array().unwrap() {
            assert!(kind == "timed-out" || kind == "unavailable", "{kinds}");
        }
    });
}
