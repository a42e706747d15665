//! Cancelling: whatever ends a run or a call, its tools are dropped, and what is known of it is kept.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::watch;
use toolgate::gate::Policy;
use toolgate::provider::{Native, NativeTool};
use toolgate::trace::CallOutcome;
use toolgate::{Json, Limits, RunErrorKind, Runtime, Script};

use super::{block_on, builder, js, tool};

crate::tests![
    dropping_a_run_drops_its_tools,
    cancel_on_keeps_what_is_known,
    cancel_on_interrupts_a_script_that_computes,
    cancelling_too_late_changes_nothing,
    aborting_a_call_drops_its_tool,
    a_timed_out_signal_drops_its_tool,
    a_call_with_a_timeout_drops_its_tool,
    the_wall_time_drops_tools,
    returning_drops_what_is_pending,
    a_run_that_is_never_awaited_does_nothing,
    what_is_given_up_does_not_hand_its_place_on,
    a_call_ends_when_it_is_answered,
];

/// A tool that never ends, and that counts who started it and whom it lost.
struct Endless {
    started: watch::Sender<usize>,
    dropped: watch::Sender<usize>,
}

struct Guard(Arc<Endless>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.dropped.send_modify(|count| *count += 1);
    }
}

impl Endless {
    fn new() -> Arc<Self> {
        Arc::new(Self { started: watch::Sender::new(0), dropped: watch::Sender::new(0) })
    }

    async fn call(self: Arc<Self>) -> toolgate::provider::CallResult {
        let _guard = Guard(Arc::clone(&self));
        self.started.send_modify(|count| *count += 1);
        std::future::pending().await
    }

    /// `endless` and `look` (the same, read-only), and `started` and `dropped`, which wait for one of them.
    fn tools(self: &Arc<Self>) -> Native {
        let (endless, look, started, dropped) =
            (Arc::clone(self), Arc::clone(self), Arc::clone(self), Arc::clone(self));
        Native::new()
            .tool(tool("endless", move || Arc::clone(&endless).call()))
            .tool(tool("look", move || Arc::clone(&look).call()).read_only())
            .tool(waiting("started", move || started.started.subscribe()))
            .tool(waiting("dropped", move || dropped.dropped.subscribe()))
    }

    async fn has_started(&self, count: usize) {
        self.started.subscribe().wait_for(|started| *started >= count).await.unwrap();
    }

    async fn is_dropped(&self, count: usize) {
        self.dropped.subscribe().wait_for(|dropped| *dropped >= count).await.unwrap();
        assert_eq!(*self.dropped.borrow(), count);
    }

    async fn runtime(self: &Arc<Self>) -> Runtime {
        builder().provider("t", self.tools()).build().await.unwrap()
    }
}

/// A tool that ends when the count is at least one.
fn waiting(name: &str, of: impl Fn() -> watch::Receiver<usize> + Send + Sync + 'static) -> NativeTool {
    tool(name, move || {
        let mut counts = of();
        async move {
            let count = counts.wait_for(|count| *count >= 1).await.map(|count| *count);
            Ok(Json::from(serde_json::json!(count.unwrap_or_default())))
        }
    })
}

fn dropping_a_run_drops_its_tools() {
    block_on(async {
        let endless = Endless::new();
        let runtime = endless.runtime().await;
        let run = runtime.run(js("await Promise.all([1, 2, 3].map(() => tools.t.endless()))"), Json::null());
        let run = tokio::spawn(run.into_future());
        endless.has_started(3).await;
        assert_eq!(*endless.dropped.borrow(), 0);
        run.abort();
        assert!(run.await.unwrap_err().is_cancelled());
        endless.is_dropped(3).await;
    });
}

fn cancel_on_keeps_what_is_known() {
    block_on(async {
        let endless = Endless::new();
        let runtime = endless.runtime().await;
        let script = "console.log('before'); await Promise.all([tools.t.endless(), tools.t.look()])";
        let waiting = Arc::clone(&endless);
        let run = runtime.run(js(script), Json::null()).cancel_on(async move { waiting.has_started(2).await });
        let error = run.await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Cancelled), "{error}");
        assert_eq!(error.kind.name(), "cancelled");
        assert_eq!(error.logs.iter().map(|line| line.message.as_str()).collect::<Vec<_>>(), ["before"]);
        assert_eq!(error.usage.calls, 2);
        let outcomes: Vec<_> = error.trace.calls.iter().map(|call| (call.tool.as_str(), call.outcome)).collect();
        // One may have had an effect, the other said that it has none.
        assert_eq!(outcomes, [("t.endless", CallOutcome::OutcomeUnknown), ("t.look", CallOutcome::Cancelled)]);
        endless.is_dropped(2).await;
    });
}

fn cancel_on_interrupts_a_script_that_computes() {
    block_on(async {
        let endless = Endless::new();
        let runtime = endless.runtime().await;
        let waiting = Arc::clone(&endless);
        let run = runtime.run(js("tools.t.endless(); while (true) {}"), Json::null());
        let error = run.cancel_on(async move { waiting.has_started(1).await }).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Cancelled), "{error}");
        endless.is_dropped(1).await;
    });
}

fn cancelling_too_late_changes_nothing() {
    block_on(async {
        let runtime = builder().build().await.unwrap();
        let output = runtime.run(js("return 1"), Json::null()).cancel_on(std::future::pending()).await.unwrap();
        assert_eq!(output.result.as_str(), "1");
    });
}

/// The script's call is dropped on the host while the script goes on: it waits for that itself.
fn dropped_while_the_script_goes_on(call: &str, kind: &str) {
    block_on(async {
        let endless = Endless::new();
        let runtime = endless.runtime().await;
        let script = format!(
            "{call}
            const error = await pending.catch((error) => error);
            return [await tools.t.dropped(), error instanceof ToolError, error.tool, error.kind];"
        );
        let output = runtime.run(js(&script), Json::null()).await.unwrap();
        assert_eq!(output.result.to_value(), serde_json::json!([1, true, "t.endless", kind]));
        endless.is_dropped(1).await;
    });
}

fn aborting_a_call_drops_its_tool() {
    dropped_while_the_script_goes_on(
        "const controller = new AbortController();
        const pending = tools.t.endless({}, { signal: controller.signal });
        await tools.t.started();
        controller.abort();",
        "cancelled",
    );
}

fn a_timed_out_signal_drops_its_tool() {
    dropped_while_the_script_goes_on(
        "const pending = tools.t.endless({}, { signal: AbortSignal.timeout(20) });",
        "timed-out",
    );
}

fn a_call_with_a_timeout_drops_its_tool() {
    dropped_while_the_script_goes_on("const pending = tools.t.endless({}, { timeout: 20 });", "timed-out");
}

fn the_wall_time_drops_tools() {
    block_on(async {
        let endless = Endless::new();
        let runtime = endless.runtime().await;
        let mut limits = Limits::default();
        limits.wall_time = Duration::from_millis(50);
        let error = runtime.run(js("await tools.t.endless()"), Json::null()).limits(limits).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::WallTime { .. }), "{error}");
        assert_eq!(error.trace.calls[0].outcome, CallOutcome::OutcomeUnknown);
        endless.is_dropped(1).await;
    });
}

fn returning_drops_what_is_pending() {
    block_on(async {
        let endless = Endless::new();
        let runtime = endless.runtime().await;
        let output = runtime.run(js("tools.t.endless(); tools.t.look(); return 'done'"), Json::null()).await.unwrap();
        assert_eq!(output.result.as_str(), "\"done\"");
        let outcomes: Vec<_> = output.trace.calls.iter().map(|call| call.outcome).collect();
        assert_eq!(outcomes, [CallOutcome::OutcomeUnknown, CallOutcome::Cancelled]);
        let warning = output.logs.last().unwrap();
        assert_eq!(warning.source, "toolgate");
        assert!(
            warning.message.contains("2 calls were still pending") && warning.message.contains("t.endless, t.look"),
            "{warning:?}"
        );
        endless.is_dropped(2).await;
    });
}

fn a_run_that_is_never_awaited_does_nothing() {
    block_on(async {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let seen = Arc::new(Mutex::new(Vec::new()));
        let count = tool("count", move || {
            counted.fetch_add(1, Ordering::Relaxed);
            std::future::ready(Ok(Json::null()))
        });
        let runtime = builder().provider("t", Native::new().tool(count)).build().await.unwrap();
        let log = Arc::clone(&seen);
        let run = |runtime: &Runtime| {
            let log = Arc::clone(&log);
            runtime
                .run(js("console.log('ran'); await tools.t.count()"), Json::null())
                .on_log(Arc::new(move |line| log.lock().unwrap().push(line.message.clone())))
        };
        drop(run(&runtime));
        assert_eq!((calls.load(Ordering::Relaxed), seen.lock().unwrap().len()), (0, 0));
        run(&runtime).await.unwrap();
        assert_eq!((calls.load(Ordering::Relaxed), seen.lock().unwrap().clone()), (1, vec!["ran".to_owned()]));
    });
}

/// Of many calls behind a width the first few have begun; giving up all of them in one turn begins no other.
fn what_is_given_up_does_not_hand_its_place_on() {
    let javascript = "const stop = new AbortController();
        const all = Array.from({ length: 300 }, () => tools.t.endless({}, { signal: stop.signal }));
        await tools.t.started();
        stop.abort();
        return (await Promise.allSettled(all)).length;";
    let python = "import asyncio
all = [asyncio.ensure_future(tools.t.endless()) for _ in range(300)]
await tools.t.started()
for one in all: one.cancel()
len(await asyncio.gather(*all, return_exceptions=True))";
    for script in [js(javascript), Script::python(python)] {
        block_on(async {
            let endless = Endless::new();
            let policy = Policy::new().width(5);
            let runtime = builder().provider("t", endless.tools()).policy("t.endless", policy).build().await.unwrap();
            let output = runtime.run(script.clone(), Json::null()).await.unwrap();
            assert_eq!(output.result.as_str(), "300");
            assert_eq!(*endless.started.borrow(), 5);
            endless.is_dropped(5).await;
            let begun = output.trace.calls.iter().filter(|call| !call.attempts.is_empty() && call.tool == "t.endless");
            assert_eq!(begun.count(), 5);
        });
    }
}

/// And not when the script looks, which may be computing.
fn a_call_ends_when_it_is_answered() {
    block_on(async {
        let quick = tool("quick", || async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Ok(Json::null())
        });
        let runtime = builder().provider("t", Native::new().tool(quick)).build().await.unwrap();
        let script = "const call = tools.t.quick({}); await sleep(1);
            const until = Date.now() + 600; while (Date.now() < until) {} await call;";
        let output = runtime.run(js(script), Json::null()).await.unwrap();
        let call = &output.trace.calls[0];
        let late = call.ended - call.attempts[0].ended;
        assert!(
            output.trace.wall > Duration::from_millis(600) && late < Duration::from_millis(300),
            "{late:?}: {call:?}"
        );
    });
}
