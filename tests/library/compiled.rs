//! Scripts that the library compiled: the same runs as of their sources, in any runtime, and nothing of them is run before.

use std::fs;
use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use toolgate::compile::{self, Kind};
use toolgate::provider::{Native, Simulated, SimulatedTool};
use toolgate::{Json, Limits, Run, RunErrorKind, Runtime, Script};

use super::{block_on, builder, js, tool};
use crate::harness::root;

crate::tests![
    results_logs_and_traces_are_the_sources,
    python_is_compiled_with_its_engine,
    hostile_python_ends_as_its_source,
    runs_share_nothing,
    nothing_is_run_before,
    limits_hold,
    what_does_not_compile,
    a_large_source,
];

async fn runtime() -> Runtime {
    let shop = Simulated::new()
        .tool(SimulatedTool::new("orders").returns(json!([1, 2])))
        .tool(SimulatedTool::new("fail").error_rate(1.0));
    builder().provider("shop", shop).build().await.unwrap()
}

fn results_logs_and_traces_are_the_sources() {
    block_on(async {
        let runtime = runtime().await;
        let source = "const orders: number[] = await tools.shop.orders({});\nconsole.log('got', orders.length);\n\
                      if (input) await tools.shop.fail({});\nreturn orders.map((n) => n * 2);";
        let script = Script::typescript(source).with_name("folder/orders.ts");
        let wasm = runtime.compile(script.clone()).await.unwrap();
        let compiled = Script::wasm(wasm.clone()).with_name("orders.wasm");
        let record = compiled.record().unwrap();
        assert_eq!((record.name.as_str(), record.language.as_str()), ("orders.ts", "typescript"));
        assert_eq!(record.tools, ["shop.fail", "shop.orders"]);
        assert_eq!(compile::inspect(&wasm).unwrap().kind, Kind::Script);
        assert!(compile::remarks(&record).is_empty());

        let mut ends = Vec::new();
        for script in [script, compiled] {
            let done = runtime.run(script.clone(), Json::null()).await.unwrap();
            let places: Vec<_> = done.trace.calls.iter().map(|call| call.at).collect();
            let logs: Vec<_> = done.logs.iter().map(|line| line.message.clone()).collect();
            let failed = runtime.run(script, Json::from(json!(true))).await.unwrap_err();
            let failed_at: Vec<_> = failed.trace.calls.iter().map(|call| call.at).collect();
            ends.push((done.result.to_value(), places, logs, failed.kind.to_json(), failed_at));
        }
        assert_eq!(ends[0], ends[1]);
        assert_eq!(ends[1].1, [Some((1, 32))]);
        assert_eq!((&ends[1].3["line"], &ends[1].3["column"]), (&json!(3), &json!(18)), "{:?}", ends[1].3);
    });
}

fn python_is_compiled_with_its_engine() {
    block_on(async {
        let runtime = runtime().await;
        let source = "orders = await tools.shop.orders()\nprint('got', len(orders))\nif input:\n    await tools.shop.fail()\n\
                      {'twice': [n * 2 for n in orders]}";
        let script = Script::python(source).with_name("orders.py");
        let wasm = runtime.compile(script.clone()).await.unwrap();
        let compiled = Script::wasm(wasm).with_name("orders.wasm");
        let record = compiled.record().unwrap();
        assert_eq!((record.language.as_str(), record.engine.unwrap().name.as_str()), ("python", "python"));
        assert_eq!(record.tools, ["shop.fail", "shop.orders"]);
        let [plain, baked] = [&script, &compiled].map(|script| runtime.run(script.clone(), Json::null()));
        let (plain, baked) = (plain.await.unwrap(), baked.await.unwrap());
        assert_eq!(baked.result.as_str(), r#"{"twice":[2,4]}"#);
        assert_eq!((plain.result.as_str(), plain.logs.len()), (baked.result.as_str(), baked.logs.len()));
        let failing = |script: &Script| runtime.run(script.clone(), Json::parse("true").unwrap());
        let (plain, baked) = (failing(&script).await.unwrap_err(), failing(&compiled).await.unwrap_err());
        let place = |error: &RunErrorKind| (error.to_json()["line"].clone(), error.to_json()["column"].clone());
        assert_eq!(plain.kind.to_string(), baked.kind.to_string());
        assert_eq!((place(&plain.kind), place(&baked.kind).0), (place(&baked.kind), json!(4)));
    });
}

/// Scripts of `tests/cases` that end badly, each with what ends it.
const HOSTILE: [(&str, &str); 19] = [
    ("py-hostile-loop", "wall-time"),
    ("py-hostile-regex", "wall-time"),
    ("py-hostile-power", "wall-time"),
    ("py-hostile-except-everything", "wall-time"),
    ("py-hostile-ready-forever", "wall-time"),
    ("py-hostile-sleep-forever", "wall-time"),
    ("py-hostile-memory", "memory"),
    ("py-hostile-memory-at-once", "memory"),
    ("py-hostile-recursion-hash", "stack"),
    ("py-hostile-recursion-regex", "stack"),
    ("py-hostile-recursion-async", "thrown"),
    ("py-hostile-recursion-in-c", "thrown"),
    ("py-hostile-property", "thrown"),
    ("py-hostile-exit-below", "thrown"),
    ("py-hostile-abort", "thrown"),
    ("py-hostile-raise-signal", "thrown"),
    ("py-absent-threads", "thrown"),
    ("py-stuck-await", "stuck"),
    ("py-stuck-queue", "stuck"),
];

/// One script of all of them, since machine code is made for each: `input` says which one runs.
fn hostile() -> Script {
    let mut source = String::new();
    for (n, (case, _)) in HOSTILE.iter().enumerate() {
        let script = fs::read_to_string(root().join("tests/cases").join(case).join("script.py")).unwrap();
        source += &format!("async def case_{n}():\n");
        source.extend(script.lines().map(|line| format!("    {line}\n")));
    }
    Script::python(source + "await globals()[f'case_{input}']()")
}

fn hostile_python_ends_as_its_source() {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let runtime = tokio.block_on(runtime());
    let within = async |step: Run| tokio::time::timeout(Duration::from_secs(120), step).await.expect("a run ends");
    let source = hostile();
    let compiled = Script::wasm(tokio.block_on(runtime.compile(source.clone())).unwrap());
    // With an input for which there is nothing, so that its machine code is there.
    let warm = |script: &Script| runtime.run(script.clone(), Json::from(json!("none")));
    let [plain, baked] = [&source, &compiled].map(|script| tokio.block_on(within(warm(script))).unwrap_err());
    assert_eq!(plain.kind.to_json(), baked.kind.to_json());
    for (n, (case, kind)) in HOSTILE.iter().enumerate() {
        let mut limits = Limits::default();
        if *kind == "wall-time" {
            limits.wall_time = Duration::from_millis(500);
        }
        let run = |script: &Script| runtime.run(script.clone(), Json::from(json!(n))).limits(limits.clone());
        let end = |script: &Script| {
            let error = tokio.block_on(within(run(script))).unwrap_err();
            let logs: Vec<_> = error.logs.iter().map(|line| (line.level, line.message.clone())).collect();
            (error.kind.to_json(), logs)
        };
        let plain = end(&source);
        assert_eq!(plain.0["kind"], *kind, "{case}: {plain:?}");
        assert_eq!(end(&compiled), plain, "{case}");
    }
}

fn runs_share_nothing() {
    block_on(async {
        let runtime = runtime().await;
        let source = "globalThis.n = (globalThis.n ?? 0) + 1; return [n, Math.random(), Date.now(), input];";
        let wasm = runtime.compile(js(source)).await.unwrap();
        // In a runtime that has never seen the source.
        let other = builder().build().await.unwrap();
        let script = Script::wasm(wasm);
        let runs = (0..50).map(|n| {
            let run = other.run(script.clone(), Json::from(json!(n)));
            async move { run.await.unwrap().result.to_value() }
        });
        let results = join_all(runs).await;
        let mut random: Vec<String> = results.iter().map(|result| result[1].to_string()).collect();
        random.sort();
        random.dedup();
        assert_eq!(random.len(), 50, "{results:?}");
        for (n, result) in results.iter().enumerate() {
            assert_eq!((&result[0], &result[3]), (&json!(1), &json!(n)));
            assert!(result[2].as_u64().unwrap() > 1_700_000_000_000, "{result}");
        }
    });
}

fn nothing_is_run_before() {
    block_on(async {
        let called = tool("called", || async { panic!("a script that is compiled calls nothing") });
        let runtime = builder().provider("t", Native::new().tool(called)).build().await.unwrap();
        runtime.compile(js("await tools.t.called({}); while (true) {}")).await.unwrap();
        assert_eq!(runtime.metrics().tools.len(), 0);
    });
}

fn limits_hold() {
    block_on(async {
        let runtime = runtime().await;
        let wasm = runtime
            .compile(js("if (input === 1) for (;;); const all = []; for (;;) all.push(new Array(10000).fill(1))"))
            .await;
        let script = Script::wasm(wasm.unwrap());
        let mut limits = Limits::default();
        limits.wall_time = Duration::from_millis(100);
        let error = runtime.run(script.clone(), Json::from(json!(1))).limits(limits).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::WallTime { .. }), "{error}");
        let error = runtime.run(script.clone(), Json::null()).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Memory { .. }), "{error}");
        let mut limits = Limits::default();
        limits.component = 1 << 20;
        let error = runtime.run(script, Json::null()).limits(limits).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::ComponentSize { .. }), "{error}");
    });
}

fn what_does_not_compile() {
    block_on(async {
        let mut limits = Limits::default();
        limits.source = 10_000;
        let runtime = builder().limits(limits).build().await.unwrap();
        let RunErrorKind::Script(error) = runtime.compile(js("return 1;\nlet b = ;")).await.unwrap_err() else {
            panic!()
        };
        assert_eq!((error.name.as_str(), error.line), ("SyntaxError", Some(2)));
        // What only the engine sees.
        let RunErrorKind::Script(error) = runtime.compile(js("return /(/;")).await.unwrap_err() else { panic!() };
        assert_eq!((error.name.as_str(), error.message.as_str()), ("SyntaxError", "expecting ')'"));
        let error = runtime.compile(js(&"[".repeat(9_000))).await.unwrap_err();
        assert_eq!(error.name(), "syntax", "{error}");
        let error = runtime.compile(js(&"1;".repeat(9_000))).await.unwrap_err();
        assert!(matches!(error, RunErrorKind::SourceSize { .. }), "{error}");
        let wasm = runtime.compile(js("1")).await.unwrap();
        let error = runtime.compile(Script::wasm(wasm)).await.unwrap_err();
        assert!(error.to_string().contains("it is a component already"), "{error}");
    });
}

fn a_large_source() {
    block_on(async {
        let runtime = runtime().await;
        let rows: String = (0..20_000).map(|n| format!("{{ id: {n}, name: 'one of many' }},\n")).collect();
        let wasm = runtime.compile(js(&format!("const rows = [{rows}];\nreturn rows.length + input;"))).await.unwrap();
        let output = runtime.run(Script::wasm(wasm), Json::from(json!(1))).await.unwrap();
        assert_eq!(output.result.to_value(), Value::from(20_001));
    });
}
