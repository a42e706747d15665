//! Python by the library: what no case shows. Its engine is compiled once, before all tests.

use std::future::IntoFuture;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{Notify, watch};
use toolgate::provider::{CallError, CallErrorKind, Native, Simulated, SimulatedTool};
use toolgate::{Compiling, EngineEvent, Json, Language, Limits, RunErrorKind, Runtime, Script};

use super::{block_on, builder, js, tool};

crate::tests![
    a_script,
    a_fence_decides,
    nothing_is_left_for_the_next_run,
    randomness_is_new_in_each_run,
    many_at_once,
    concurrent_calls_are_concurrent,
    dropping_a_run_drops_its_calls,
    cancelling_a_task_cancels_its_call,
    whatever_gives_up_a_call_cancels_it,
    each_kind_of_error_has_its_class,
    the_library_is_whole_but_for_what_is_said,
    the_host_survives,
    memory_is_what_the_script_adds,
    calls_know_their_place,
    a_run_can_be_cancelled,
    both_languages_share_the_admission,
    the_engine_is_compiled_for_the_first_script_and_told,
];

async fn shop() -> Runtime {
    let shop = Simulated::new()
        .tool(SimulatedTool::new("now").returns(json!({"n": 1})))
        .tool(SimulatedTool::new("slow").latency(Duration::from_millis(30)).returns(json!("slow")))
        .tool(SimulatedTool::new("never").latency(Duration::from_secs(3600)).returns(json!(1)));
    builder().provider("shop", shop).build().await.unwrap()
}

fn limits(set: impl FnOnce(&mut Limits)) -> Limits {
    let mut limits = Limits::default();
    set(&mut limits);
    limits
}

async fn result(runtime: &Runtime, source: &str) -> Value {
    runtime.run(Script::python(source), Json::null()).await.unwrap().result.to_value()
}

fn a_script() {
    block_on(async {
        let runtime = shop().await;
        runtime.warm(Language::Python).await.unwrap();
        let script = Script::python("return {**input, **(await tools.shop.now())}");
        let output = runtime.run(script, Json::from(json!({"a": 1}))).await.unwrap();
        assert_eq!(output.result.to_value(), json!({"a": 1, "n": 1}));
        assert_eq!(output.usage.calls, 1);
    });
}

fn a_fence_decides() {
    block_on(async {
        let runtime = shop().await;
        for script in [
            Script::detect("```python\nlen('abc')\n```"),
            Script::python("Here:\n```py\nlen('abc')\n```"),
            Script::javascript("```python\nlen('abc')\n```"),
            Script::python("```js\n'abc'.length\n```"),
        ] {
            assert_eq!(runtime.run(script, Json::null()).await.unwrap().result.to_value(), json!(3));
        }
    });
    assert_eq!(Language::from_extension("a/b.py"), Some(Language::Python));
    assert_eq!("Python3".parse(), Ok(Language::Python));
    assert_eq!(Language::Python.to_string(), "python");
}

fn nothing_is_left_for_the_next_run() {
    block_on(async {
        let runtime = builder().max_concurrent_runs(1).build().await.unwrap();
        let leave = "import builtins, json, sys\nbuiltins.left = json.left = sys.left = tools.left = 1\nkept = 1\njson.dumps = None";
        for _ in 0..3 {
            assert_eq!(result(&runtime, leave).await, json!(null));
            let look = "import builtins, json, sys\n\
                [hasattr(it, 'left') for it in (builtins, json, sys)] + ['left' in vars(tools), 'kept' in globals(), json.dumps is None]";
            assert_eq!(result(&runtime, look).await, json!([false, false, false, false, false, false]));
        }
    });
}

fn randomness_is_new_in_each_run() {
    block_on(async {
        let runtime = shop().await;
        let source = "import random, uuid, secrets\n[random.random(), str(uuid.uuid4()), secrets.token_hex(8), random.SystemRandom().random()]";
        let (one, other) = (result(&runtime, source).await, result(&runtime, source).await);
        for index in 0..4 {
            assert_ne!(one[index], other[index]);
        }
    });
}

fn many_at_once() {
    block_on(async {
        let runtime = shop().await;
        let runs = (0..60).map(|n| {
            let script =
                Script::python(format!("n = {n}\nawait tools.shop.slow()\nawait asyncio.sleep(0.001)\nreturn n"));
            tokio::spawn(runtime.run(script, Json::null()).into_future())
        });
        for (n, run) in runs.collect::<Vec<_>>().into_iter().enumerate() {
            assert_eq!(run.await.unwrap().unwrap().result.to_value(), json!(n));
        }
    });
}

fn concurrent_calls_are_concurrent() {
    block_on(async {
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let busy = {
            let (running, most) = (Arc::clone(&running), Arc::clone(&most));
            tool("busy", move || {
                let (running, most) = (Arc::clone(&running), Arc::clone(&most));
                async move {
                    most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(30)).await;
                    running.fetch_sub(1, Ordering::SeqCst);
                    Ok(Json::null())
                }
            })
        };
        let runtime = builder().provider("t", Native::new().tool(busy)).build().await.unwrap();
        assert_eq!(result(&runtime, "len(await asyncio.gather(*[tools.t.busy() for _ in range(8)]))").await, json!(8));
        assert_eq!(most.load(Ordering::SeqCst), 8);
    });
}

/// Says when it is dropped.
struct Dropped(Arc<Notify>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

/// A runtime whose tool never answers; it says when a call begins, and when it is dropped.
async fn hanging() -> (Runtime, Arc<Notify>, Arc<Notify>) {
    let (begun, dropped) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let hang = {
        let (begun, dropped) = (Arc::clone(&begun), Arc::clone(&dropped));
        tool("hang", move || {
            let guard = Dropped(Arc::clone(&dropped));
            begun.notify_one();
            async move {
                let _guard = guard;
                std::future::pending().await
            }
        })
    };
    (builder().provider("t", Native::new().tool(hang)).build().await.unwrap(), begun, dropped)
}

fn dropping_a_run_drops_its_calls() {
    block_on(async {
        let (runtime, begun, dropped) = hanging().await;
        let run = tokio::spawn(runtime.run(Script::python("await tools.t.hang()"), Json::null()).into_future());
        begun.notified().await;
        run.abort();
        dropped.notified().await;
    });
}

fn cancelling_a_task_cancels_its_call() {
    block_on(async {
        let (runtime, begun, dropped) = hanging().await;
        let source = "task = asyncio.create_task(tools.t.hang())\nawait asyncio.sleep(0)\ntask.cancel()\n\
            try:\n    await asyncio.wait_for(tools.t.hang(), 0.01)\nexcept TimeoutError:\n    pass\n\
            await asyncio.sleep(0.05)\nreturn task.cancelled()";
        let run = tokio::spawn(runtime.run(Script::python(source), Json::null()).into_future());
        for _ in 0..2 {
            begun.notified().await;
            dropped.notified().await;
        }
        assert_eq!(run.await.unwrap().unwrap().result.to_value(), json!(true));
    });
}

/// What asyncio has to give up calls: the script goes on only when the tool itself has seen that its call is gone.
fn whatever_gives_up_a_call_cancels_it() {
    const WAYS: [&str; 6] = [
        "try:\n    async with asyncio.timeout(0.01):\n        await tools.t.hang()\nexcept TimeoutError:\n    pass",
        "async def fail():\n    await tools.t.begun()\n    raise ValueError\n\
         try:\n    async with asyncio.TaskGroup() as group:\n        group.create_task(tools.t.hang())\n        \
         group.create_task(fail())\nexcept* ValueError:\n    pass",
        "async def fail():\n    await tools.t.begun()\n    raise ValueError\n\
         async def ask():\n    await tools.t.hang()\n\
         try:\n    async with asyncio.TaskGroup() as group:\n        group.create_task(ask())\n        \
         group.create_task(fail())\nexcept* ValueError:\n    pass",
        "_, pending = await asyncio.wait([tools.t.hang(), tools.t.begun()], return_when=asyncio.FIRST_COMPLETED)\n\
         for call in pending:\n    call.cancel()",
        "calls = [tools.t.begun(), tools.t.hang()]\n\
         try:\n    for call in asyncio.as_completed(calls, timeout=0.05):\n        await call\n\
         except TimeoutError:\n    calls[1].cancel()",
        "both = asyncio.gather(tools.t.hang(), tools.t.begun())\nawait tools.t.begun()\nboth.cancel()",
    ];
    block_on(async {
        for way in WAYS {
            let (begun, dropped) = (watch::Sender::new(false), watch::Sender::new(false));
            let wait = |said: &watch::Sender<bool>| {
                let said = said.subscribe();
                move || {
                    let mut said = said.clone();
                    async move {
                        said.wait_for(|said| *said).await.unwrap();
                        Ok(Json::null())
                    }
                }
            };
            let tools = Native::new().tool(tool("begun", wait(&begun))).tool(tool("dropped", wait(&dropped)));
            let hang = tool("hang", move || {
                let guard = Told(dropped.clone());
                begun.send_replace(true);
                async move {
                    let _guard = guard;
                    std::future::pending().await
                }
            });
            let runtime = builder().provider("t", tools.tool(hang)).build().await.unwrap();
            let source = format!("{way}\nawait tools.t.dropped()\nreturn 'seen'");
            assert_eq!(result(&runtime, &source).await, json!("seen"), "{way}");
        }
    });
}

/// Says when it is dropped, to all who ask.
struct Told(watch::Sender<bool>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.send_replace(true);
    }
}

fn each_kind_of_error_has_its_class() {
    block_on(async {
        let fails = |kind: CallErrorKind| {
            tool(kind.as_str(), move || std::future::ready(Err(CallError::new(kind, "so it is"))))
        };
        let shop = Simulated::new()
            .tool(
                SimulatedTool::new("strict")
                    .input_schema(json!({"properties": {"n": {"type": "integer"}}}))
                    .returns(json!(1)),
            )
            .tool(SimulatedTool::new("liar").output_schema(json!({"type": "object"})).returns(json!(1)))
            .tool(SimulatedTool::new("long").returns(json!("x".repeat(10_000))))
            .tool(SimulatedTool::new("never").latency(Duration::from_secs(3600)).returns(json!(1)))
            .tool(SimulatedTool::new("broken").error_rate(1.0).returns(json!(1)));
        let says = Native::new()
            .tool(fails(CallErrorKind::Denied))
            .tool(fails(CallErrorKind::Unavailable))
            .tool(fails(CallErrorKind::Cancelled));
        let runtime = builder().provider("shop", shop).provider("says", says).build().await.unwrap();
        let source = "
calls = [
    tools.shop.nothing(), tools.shop.strict(n='x'), tools.says.denied(), tools.shop.never({}, timeout=0.01), tools.says.unavailable(),
    tools.says.cancelled(), tools.shop.long(), tools.shop.liar(), tools.shop.broken(),
]
seen = []
for error in await asyncio.gather(*calls, return_exceptions=True):
    named = getattr(toolgate, type(error).__name__)
    bases = [base.__name__ for base in (ToolError, ValueError, TimeoutError) if isinstance(error, base)]
    seen.append([named.__name__, named.kind, error.kind, bases])
return seen";
        let limits = limits(|limits| limits.tool_result = 1000);
        let output = runtime.run(Script::python(source), Json::null()).limits(limits).await.unwrap();
        let row = |name: &str, kind: &str, more: &[&str]| {
            let bases: Vec<_> = std::iter::once(&"ToolError").chain(more).collect();
            json!([name, kind, kind, bases])
        };
        let expected = [
            row("ToolUnknown", "unknown-tool", &[]),
            row("ToolInvalidArguments", "invalid-arguments", &["ValueError"]),
            row("ToolDenied", "denied", &[]),
            row("ToolTimedOut", "timed-out", &["TimeoutError"]),
            row("ToolUnavailable", "unavailable", &[]),
            row("ToolCancelled", "cancelled", &[]),
            row("ToolLimitExceeded", "limit-exceeded", &[]),
            row("ToolInvalidResult", "invalid-result", &[]),
            row("ToolFailed", "failed", &[]),
        ];
        assert_eq!(output.result.to_value(), json!(expected));
    });
}

/// What of the standard library the engine as it is shipped has not got.
const ABSENT: &str = "antigravity bz2 ctypes curses dbm ensurepip fcntl grp idlelib imaplib lzma mailbox mmap modulefinder msvcrt nt \
    nturl2path poplib pty pwd pydoc_data readline resource sre_compile sre_constants sre_parse ssl syslog termios this tkinter tty \
    turtle turtledemo venv winreg winsound wsgiref xmlrpc zipapp";

fn the_library_is_whole_but_for_what_is_said() {
    block_on(async {
        let runtime = builder().build().await.unwrap();
        let source = "
import importlib, sys
absent = []
for name in sorted(sys.stdlib_module_names):
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if not name.startswith('_'):
            absent.append(name)
        assert 'not available in this sandbox' in str(error), error
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
return ' '.join(absent)";
        assert_eq!(result(&runtime, source).await, json!(ABSENT));
    });
}

fn the_host_survives() {
    block_on(async {
        let runtime = shop().await;
        let limits = limits(|limits| limits.wall_time = Duration::from_secs(2));
        for (source, kind) in [
            ("x = []\nwhile True: x.append('x' * 100_000 + str(len(x)))", "memory"),
            ("9**9**9", "wall-time"),
            ("import re\nre.match('(a|a)*b', 'a' * 100)", "wall-time"),
            ("sum(range(10**12))", "wall-time"),
            ("'x' * 10**9", "memory"),
            ("import os\nos.abort()", "thrown"),
            ("values = iter([1])\nfor _ in range(300_000): values = map(abs, values)\nnext(values)", "stack"),
            ("await asyncio.Future()", "stuck"),
        ] {
            let error = runtime.run(Script::python(source), Json::null()).limits(limits.clone()).await.unwrap_err();
            assert_eq!(error.kind.name(), kind, "{source}: {error}");
            assert_eq!(result(&runtime, "1 + 1").await, json!(2));
        }
    });
}

fn memory_is_what_the_script_adds() {
    block_on(async {
        let runtime = shop().await;
        let run = |bytes: u32| {
            let limits = limits(|limits| limits.memory = 16 << 20);
            runtime.run(Script::python(format!("len(bytearray({bytes}))")), Json::null()).limits(limits).into_future()
        };
        let output = run(10 << 20).await.unwrap();
        assert!(output.usage.peak_memory_bytes > 10 << 20);
        let error = run(24 << 20).await.unwrap_err();
        assert!(matches!(*error.kind, RunErrorKind::Memory { limit } if limit == 16 << 20), "{error}");
    });
}

fn calls_know_their_place() {
    block_on(async {
        let runtime = shop().await;
        let source = "```python\nasync def ask():\n    # ä\n    return [await tools.shop.now(), 'ä', await tools.shop.now()]\n\nawait ask()\n```";
        let trace = runtime.run(Script::python(source), Json::null()).await.unwrap().trace;
        let places: Vec<_> = trace.calls.iter().map(|call| call.at).collect();
        assert_eq!(places, [Some((4, 19)), Some((4, 48))]);
    });
}

fn a_run_can_be_cancelled() {
    block_on(async {
        let (runtime, begun, dropped) = hanging().await;
        let cancel = async move { begun.notified().await };
        let script = Script::python("print('before')\nawait tools.t.hang()");
        let error = runtime.run(script, Json::null()).cancel_on(cancel).await.unwrap_err();
        assert_eq!((error.kind.name(), error.logs.len()), ("cancelled", 1));
        dropped.notified().await;
    });
}

fn both_languages_share_the_admission() {
    block_on(async {
        let (runtime, begun, _dropped) = {
            let (begun, dropped) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
            let told = Arc::clone(&begun);
            let hang = tool("hang", move || {
                told.notify_one();
                std::future::pending()
            });
            let builder = builder().max_concurrent_runs(1).patience(Duration::from_millis(30));
            (builder.provider("t", Native::new().tool(hang)).build().await.unwrap(), begun, dropped)
        };
        runtime.warm(Language::Python).await.unwrap();
        let waiting = tokio::spawn(runtime.run(js("await tools.t.hang()"), Json::null()).into_future());
        begun.notified().await;
        let error = runtime.run(Script::python("1"), Json::null()).await.unwrap_err();
        assert_eq!(error.kind.name(), "overloaded");
        waiting.abort();
    });
}

/// With a cache of its own, so that there is something to compile. Takes as long as that takes.
fn the_engine_is_compiled_for_the_first_script_and_told() {
    let cache = tempfile::tempdir().unwrap();
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    tokio.block_on(async {
        let mut told = Vec::new();
        for _ in 0..2 {
            let events: Arc<Mutex<Vec<EngineEvent>>> = Arc::default();
            let seen = Arc::clone(&events);
            let runtime = builder()
                .cache_dir(Some(cache.path().join("cache")))
                .on_engine(Arc::new(move |event| seen.lock().unwrap().push(event.clone())))
                .build()
                .await
                .unwrap();
            // A plan needs no engine, and JavaScript its own.
            runtime.run(Script::plan("1. join()"), Json::null()).await.unwrap();
            assert!(events.lock().unwrap().is_empty());
            runtime.run(js("1"), Json::null()).await.unwrap();
            // What it takes is no part of the run's time.
            let limits = limits(|limits| limits.wall_time = Duration::from_secs(2));
            let started = Instant::now();
            let script = Script::python("1 + 1");
            let output = runtime.run(script, Json::null()).limits(limits).await.unwrap();
            assert!(output.usage.wall_ms < started.elapsed().as_secs_f64() * 1e3);
            assert_eq!(output.result.to_value(), json!(2));
            told.push(events.lock().unwrap().clone());
        }
        let compiled = told[0].iter().filter_map(|event| match event {
            EngineEvent::Compiling { what: Compiling::Engine(language) } => Some(*language),
            _ => None,
        });
        assert_eq!(compiled.collect::<Vec<_>>(), [Language::JavaScript, Language::Python], "{told:?}");
        assert!(matches!(told[0][3], EngineEvent::Compiled { .. }), "{told:?}");
        assert!(told[1].is_empty(), "{told:?}");
    });
}
