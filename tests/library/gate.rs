//! The gate as scripts and embedders meet it: order without an await, batches of a turn, a layer of one's own, what the record says.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use toolgate::catalog::{ToolAnnotations, ToolDefinition};
use toolgate::gate::{Batch, Next, Policy, Resource, ToolCall};
use toolgate::provider::{CallError, Native, NativeTool};
use toolgate::trace::AnsweredBy;
use toolgate::{BuildError, Json, RunOutput, Runtime};
use tower::{ServiceExt, layer::layer_fn, service_fn};

use super::{block_on, builder, js};

crate::tests![
    calls_on_one_resource_keep_their_order_without_an_await,
    calls_of_one_turn_go_out_as_one,
    a_turn_goes_on_when_the_clock_interrupts_it,
    a_batch_spreads_by_position_key_and_name,
    a_batch_takes_what_agrees_and_no_more_than_it_may,
    what_a_batch_does_not_return_is_that_calls_error,
    a_batch_goes_on_without_who_left,
    a_denied_tool,
    a_layer_of_ones_own,
    the_record_says_how_it_went,
    policies_are_checked_when_the_runtime_is_built,
    a_run_leaves_the_tools_idle,
];

type Journal = Arc<Mutex<Vec<Value>>>;

/// `t.order` gives one thing by `id`; `t.orders` gives many by `ids`, as `shape` says. The journal has the arguments of each call.
fn shop(shape: &'static str) -> (Native, Journal) {
    let journal = Journal::default();
    let (one, many) = (Arc::clone(&journal), Arc::clone(&journal));
    let native = Native::new()
        .tool(NativeTool::raw(ToolDefinition::new("order"), move |call| {
            one.lock().unwrap().push(call.arguments.to_value());
            async move { Ok(Json::from(json!({ "id": call.arguments.to_value()["id"], "alone": true }))) }
        }))
        .tool(NativeTool::raw(ToolDefinition::new("orders"), move |call| {
            let arguments = call.arguments.to_value();
            many.lock().unwrap().push(arguments.clone());
            async move {
                tokio::time::sleep(Duration::from_millis(if shape == "slow" { 500 } else { 5 })).await;
                let ids = arguments["ids"].as_array().cloned().unwrap_or_default();
                let row = |id: &Value| json!({ "id": id, "total": 10 });
                Ok(Json::from(match shape {
                    "position" | "slow" => ids.iter().map(row).collect(),
                    "key" => json!({ "orders": ids.iter().rev().filter(|id| **id != json!(404)).map(row).collect::<Vec<_>>() }),
                    "name" => ids.iter().map(|id| (id.to_string(), row(id))).collect::<serde_json::Map<_, _>>().into(),
                    "short" => json!([1]),
                    _ => return Err(CallError::failed("the shop is closed")),
                }))
            }
        }));
    (native, journal)
}

fn batch() -> Batch {
    Batch::new("orders", "/ids").item("/id")
}

async fn run(native: Native, policy: Policy, script: &str) -> RunOutput {
    let runtime = builder().provider("t", native).policy("t.order", policy).build().await.unwrap();
    runtime.run(js(script), Json::null()).await.unwrap()
}

fn calls_on_one_resource_keep_their_order_without_an_await() {
    block_on(async {
        let journal = Arc::new(Mutex::new(Vec::new()));
        let written = Arc::clone(&journal);
        let write = NativeTool::raw(ToolDefinition::new("write"), move |call| {
            let journal = Arc::clone(&written);
            async move {
                let arguments = call.arguments.to_value();
                // The earlier it was called, the longer it takes.
                let n = arguments["n"].as_u64().unwrap_or_default();
                tokio::time::sleep(Duration::from_millis(20 - n)).await;
                journal.lock().unwrap().push((arguments["path"].as_str().unwrap_or_default().to_owned(), n));
                Ok(Json::null())
            }
        });
        let policy = Policy::new().serialize_by(Resource::Pointer("/path".to_owned()));
        let runtime = builder().provider("t", Native::new().tool(write)).policy("t.*", policy).build().await.unwrap();
        let script = "const all = [];
            for (let n = 0; n < 20; n++) all.push(tools.t.write({ path: n % 2 ? 'odd' : 'even', n }));
            await Promise.all(all.reverse()); return 1";
        runtime.run(js(script), Json::null()).await.unwrap();
        let journal = journal.lock().unwrap();
        for (path, parity) in [("even", 0), ("odd", 1)] {
            let written: Vec<u64> = journal.iter().filter(|(of, _)| of == path).map(|(_, n)| *n).collect();
            assert_eq!(written, (0..20).filter(|n| n % 2 == parity).collect::<Vec<_>>());
        }
    });
}

fn calls_of_one_turn_go_out_as_one() {
    block_on(async {
        let (native, journal) = shop("position");
        let script = "const some = await Promise.all([1, 2, 3].map((id) => tools.t.order({ id })));
            const more = await Promise.all([4, 5].map((id) => tools.t.order({ id })));
            const alone = await tools.t.order({ id: 6 });
            return [...some, ...more].map((order) => order.id * order.total).concat(alone.alone)";
        let output = run(native, Policy::new().batch(batch()), script).await;
        assert_eq!(output.result.to_value(), json!([10, 20, 30, 40, 50, true]));
        assert_eq!(
            *journal.lock().unwrap(),
            [json!({ "ids": [1, 2, 3] }), json!({ "ids": [4, 5] }), json!({ "id": 6 })]
        );
        // Whichever of its calls is polled first once the turn is over leads a batch; the attempt is the leader's.
        let calls = &output.trace.calls;
        for batch in [&calls[..3], &calls[3..5]] {
            let (leaders, others): (Vec<_>, Vec<_>) = batch.iter().partition(|call| call.shared_with.is_none());
            assert_eq!((leaders.len(), leaders[0].attempts.len()), (1, 1));
            assert!(others.iter().all(|call| call.shared_with == Some(leaders[0].id) && call.attempts.is_empty()));
            assert!(batch.iter().all(|call| call.answered_by == Some(AnsweredBy::Batch)));
        }
        assert_eq!((calls[5].answered_by, calls[5].attempts.len()), (Some(AnsweredBy::Provider), 1));
    });
}

fn a_turn_goes_on_when_the_clock_interrupts_it() {
    block_on(async {
        let (native, journal) = shop("position");
        // Far longer than the clock's ticks; what is no part of a batch goes on meanwhile.
        let script = "const all = [];
            for (const id of [1, 2, 3]) {
                all.push(tools.t.order({ id }));
                for (const end = Date.now() + 60; Date.now() < end; );
            }
            return (await Promise.all(all)).map((order) => order.id)";
        let output = run(native, Policy::new().batch(batch()), script).await;
        assert_eq!(output.result.as_str(), "[1,2,3]");
        assert_eq!(*journal.lock().unwrap(), [json!({ "ids": [1, 2, 3] })]);
    });
}

fn a_batch_spreads_by_position_key_and_name() {
    block_on(async {
        let script =
            "return (await Promise.all([3, 1, 2].map((id) => tools.t.order({ id })))).map((order) => order.id)";
        for (shape, batch) in [("position", batch()), ("key", batch().results("/orders").key("/id")), ("name", batch())]
        {
            let (native, journal) = shop(shape);
            let output = run(native, Policy::new().batch(batch), script).await;
            assert_eq!((output.result.as_str(), journal.lock().unwrap().len()), ("[3,1,2]", 1), "{shape}");
        }
    });
}

fn a_batch_takes_what_agrees_and_no_more_than_it_may() {
    block_on(async {
        let (native, journal) = shop("position");
        let script = "const call = (id) => tools.t.order({ open: id % 2 === 0, id });
            return (await Promise.all([1, 2, 3, 4, 5, 6, 7].map(call))).map((order) => order.id)";
        let output = run(native, Policy::new().batch(batch().max(2)), script).await;
        assert_eq!(output.result.as_str(), "[1,2,3,4,5,6,7]");
        let mut sent: Vec<String> = journal.lock().unwrap().iter().map(Value::to_string).collect();
        sent.sort();
        let expected = [
            r#"{"open":false,"ids":[1,3]}"#,
            r#"{"open":false,"ids":[5,7]}"#,
            r#"{"open":true,"id":6}"#,
            r#"{"open":true,"ids":[2,4]}"#,
        ];
        assert_eq!(sent, expected);
    });
}

fn what_a_batch_does_not_return_is_that_calls_error() {
    block_on(async {
        let script = "const ended = await Promise.allSettled([1, 404, 2].map((id) => tools.t.order({ id })));
            return ended.map((end) => end.value?.id ?? `${end.reason.kind}: ${end.reason.message}`)";
        let cases = [
            ("key", json!([1, "failed: t.orders, which answers calls of t.order, has no result for 404", 2])),
            (
                "short",
                Value::from(vec![
                    "invalid-result: t.orders, which answers calls of t.order, returned 1 results for 3 calls";
                    3
                ]),
            ),
            ("closed", Value::from(vec!["failed: the shop is closed"; 3])),
        ];
        for (shape, expected) in cases {
            let (native, _) = shop(shape);
            let batch = if shape == "key" { batch().results("/orders").key("/id") } else { batch() };
            assert_eq!(run(native, Policy::new().batch(batch), script).await.result.to_value(), expected);
        }
    });
}

fn a_batch_goes_on_without_who_left() {
    block_on(async {
        let (native, journal) = shop("slow");
        // The first leads; it leaves while the batch is under way, and in the second round before it is sent.
        let script = "const leave = async (when) => {
              const controller = new AbortController();
              const all = [1, 2, 3].map((id) => tools.t.order({ id }, id === 1 ? controller : {}));
              if (when === 'later') await sleep(100);
              controller.abort();
              return (await Promise.allSettled(all)).map((end) => end.value?.id ?? end.reason.kind);
            };
            return [await leave('later'), await leave('at once')]";
        let output = run(native, Policy::new().batch(batch()), script).await;
        let expected = json!(["cancelled", 2, 3]);
        assert_eq!(output.result.to_value(), json!([expected, expected]));
        assert_eq!(*journal.lock().unwrap(), [json!({ "ids": [1, 2, 3] }), json!({ "ids": [2, 3] })]);
    });
}

fn a_denied_tool() {
    block_on(async {
        let (native, journal) = shop("position");
        let script = "return await tools.t.order({ id: 1 }).catch((error) => [error.kind, error.message])";
        let output = run(native, Policy::new().allow(false), script).await;
        assert_eq!(output.result.to_value(), json!(["denied", "the policy does not allow t.order"]));
        assert!(journal.lock().unwrap().is_empty() && output.trace.calls[0].attempts.is_empty());
    });
}

fn a_layer_of_ones_own() {
    block_on(async {
        let (native, journal) = shop("position");
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        let layer = layer_fn(move |next: Next| {
            let counter = Arc::clone(&counter);
            service_fn(move |call: ToolCall| {
                counter.fetch_add(1, Ordering::SeqCst);
                let next = next.clone();
                async move {
                    if call.arguments().to_value()["id"] == 13 {
                        return Err(CallError::denied("not this one"));
                    }
                    next.oneshot(call).await
                }
            })
        });
        let runtime = builder().provider("t", native).layer("t.order", layer).build().await.unwrap();
        let script = "const kinds = [];
            for (const id of [12, 13, 'x']) kinds.push(await tools.t.order({ id }).then(() => 'ok', (error) => error.kind));
            await tools.t.orders({ ids: [1] }); return kinds";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        assert_eq!(output.result.to_value(), json!(["ok", "denied", "ok"]));
        assert_eq!((seen.load(Ordering::SeqCst), journal.lock().unwrap().len()), (3, 3));
    });
}

fn the_record_says_how_it_went() {
    block_on(async {
        let failures = AtomicUsize::new(1);
        let mut definition = ToolDefinition::new("flaky");
        definition.annotations = ToolAnnotations { idempotent_hint: Some(true), ..Default::default() };
        let flaky = NativeTool::raw(definition, move |call| {
            let fails = failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
            async move { if fails { Err(CallError::unavailable("busy")) } else { Ok(call.arguments) } }
        });
        let runtime = builder().provider("t", Native::new().tool(flaky)).build().await.unwrap();
        let output = runtime.run(js("await tools.t.flaky({ n: 1 }); return 1"), Json::null()).await.unwrap();
        let call = serde_json::to_value(&output.trace.calls[0]).unwrap();
        assert_eq!(call["attempts"][0]["outcome"], "error");
        assert_eq!(
            (&call["attempts"][0]["kind"], &call["attempts"][1]["outcome"]),
            (&json!("unavailable"), &json!("done"))
        );
        assert_eq!(call["waits"][0]["reason"], "backoff");
        let at = |value: &Value| value.as_u64().unwrap();
        assert!(at(&call["queued_ns"]) <= at(&call["started_ns"]));
        assert!(at(&call["attempts"][1]["started_ns"]) >= at(&call["waits"][0]["until_ns"]));
        assert!(at(&call["attempts"][1]["ended_ns"]) <= at(&call["ended_ns"]));
        assert_eq!((&call["attempts"][1]["reason"], &call["answered_by"]), (&json!("retry"), &json!("provider")));
    });
}

fn policies_are_checked_when_the_runtime_is_built() {
    block_on(async {
        let refused = |pattern: &'static str, policy| async move {
            let (native, _) = shop("position");
            match builder().provider("t", native).policy(pattern, policy).build().await {
                Err(BuildError::Policy(error)) => error.to_string(),
                _ => panic!("{pattern} was not refused"),
            }
        };
        assert!(refused("t.odrer", Policy::new()).await.contains("did you mean t.order"));
        assert!(
            refused("t.order", Policy::new().width(0)).await.contains("`policy.\"t.order\".width` has a width of 0")
        );
        let (native, _) = shop("position");
        let runtime = builder().provider("t", native).policy("u.*", Policy::new()).build().await.unwrap();
        assert_eq!(runtime.warnings(), ["the policy for \"u.*\" matches none of the tools"]);
    });
}

fn a_run_leaves_the_tools_idle() {
    block_on(async {
        let never = NativeTool::raw(ToolDefinition::new("never"), |_| std::future::pending());
        let policy = Policy::new().width(2).serialize_by(Resource::Pointer("/n".to_owned()));
        let runtime: Runtime =
            builder().provider("t", Native::new().tool(never)).policy("t.*", policy).build().await.unwrap();
        let script =
            "for (let n = 0; n < 500; n++) tools.t.never({ n: n % 50 }).catch(() => {}); await sleep(5); return 1";
        let mut pending = runtime.run(js(script), Json::null()).await.unwrap();
        assert_eq!(pending.trace.calls.len(), 500);
        let started = pending.trace.calls.drain(..).filter(|call| !call.attempts.is_empty()).count();
        assert_eq!(started, 2);
        // The tasks of a run that is over are aborted: they end when they are next scheduled.
        for _ in 0..1_000 {
            let state = &runtime.tool_states()[0];
            if state.in_flight + state.waiting == 0 {
                return;
            }
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        panic!("{:?}", runtime.tool_states());
    });
}
