//! Runs share nothing: no randomness, no globals, no log.

use std::collections::HashSet;

use futures_util::future::join_all;
use serde_json::json;
use toolgate::{Json, Runtime};

use super::{block_on, builder, js};

crate::tests![
    no_two_runs_draw_the_same_numbers,
    a_global_is_gone_with_its_run,
    a_broken_prelude_is_the_runs_own,
    logs_are_apart,
    time_goes_on
];

async fn results(runtime: &Runtime, script: &str, runs: usize) -> Vec<String> {
    let all = join_all((0..runs).map(|_| runtime.run(js(script), Json::null()).into_future())).await;
    all.into_iter().map(|output| output.unwrap().result.as_str().to_owned()).collect()
}

fn no_two_runs_draw_the_same_numbers() {
    block_on(async {
        let runtime = builder().build().await.unwrap();
        for script in [
            "return Math.random()",
            "return Array.from({ length: 4 }, Math.random)",
            "return crypto.randomUUID()",
            "return [...crypto.getRandomValues(new Uint8Array(8))]",
            "return [...crypto.getRandomValues(new Uint32Array(2))]",
        ] {
            let drawn = results(&runtime, script, 50).await;
            let distinct: HashSet<&String> = drawn.iter().collect();
            assert_eq!(distinct.len(), 50, "{script}: {drawn:?}");
        }
    });
}

fn a_global_is_gone_with_its_run() {
    block_on(async {
        // One slot, so that each run gets the memory of the one before.
        let runtime = builder().max_concurrent_runs(1).build().await.unwrap();
        let script = "const seen = [typeof leaked, typeof globalThis.other, Array.prototype.extra === undefined, typeof Math.leaked];
            leaked = 'secret'; globalThis.other = 'secret'; Array.prototype.extra = 1; Math.leaked = 1;
            return seen";
        for result in results(&runtime, script, 20).await {
            assert_eq!(result, r#"["undefined","undefined",true,"undefined"]"#);
        }
    });
}

fn a_broken_prelude_is_the_runs_own() {
    block_on(async {
        let runtime = builder().max_concurrent_runs(1).build().await.unwrap();
        let script = "Object.defineProperty(globalThis, 'tools', { value: null }); JSON.stringify = () => 'broken'; Promise = null; return 1";
        for _ in 0..3 {
            let output = runtime.run(js(script), Json::null()).await.unwrap();
            assert_eq!(output.result.as_str(), "1");
            let output = runtime
                .run(js("return [typeof tools, JSON.stringify({}), typeof Promise]"), Json::null())
                .await
                .unwrap();
            assert_eq!(output.result.to_value(), json!(["object", "{}", "function"]));
        }
    });
}

fn logs_are_apart() {
    block_on(async {
        let runtime = builder().build().await.unwrap();
        let runs = (0..20).map(|n| {
            runtime
                .run(js("console.log('run', input); await sleep(1); console.log('run', input)"), Json::from(json!(n)))
                .into_future()
        });
        for (n, output) in join_all(runs).await.into_iter().enumerate() {
            let messages: Vec<_> = output.unwrap().logs.into_iter().map(|line| line.message).collect();
            assert_eq!(messages, [format!("run {n}"), format!("run {n}")]);
        }
    });
}

fn time_goes_on() {
    block_on(async {
        let runtime = builder().build().await.unwrap();
        let before = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis() as f64;
        let output = runtime
            .run(js("const a = Date.now(); await sleep(30); return [a, Date.now() - a]"), Json::null())
            .await
            .unwrap();
        let times: Vec<f64> = output.result.to().unwrap();
        // A clock frozen with the engine would be months behind.
        assert!(times[0] >= before - 1000.0 && times[0] <= before + 60_000.0, "{times:?} {before}");
        assert!(times[1] >= 29.0 && times[1] < 10_000.0, "{times:?}");
    });
}
