//! Plans: that no task waits for more than its own inputs, what a plan that is still being written may do, and what a large one takes.

use std::convert::Infallible;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cpu_time::ThreadTime;
use futures_util::stream::{self, Stream, StreamExt};
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use toolgate::catalog::ToolDefinition;
use toolgate::provider::{Call, CallError, Native, NativeTool};
use toolgate::trace::CallOutcome;
use toolgate::{Json, Limits, PlanStream, RunError, Runtime, Script};

use super::{LIMIT, block_on, builder, tool};

crate::tests![
    a_plan_takes_as_long_as_its_critical_path,
    a_task_starts_before_the_next_line_is_there,
    a_stream_may_be_cut_anywhere,
    a_reference_may_come_before_its_task,
    what_can_not_be_called_fails_alone,
    a_broken_stream_cancels_what_is_under_way,
    an_id_that_comes_twice_ends_the_run,
    nothing_is_read_after_the_join,
    a_plan_of_json_is_run_when_it_is_whole,
    a_stream_has_the_limits_of_a_script,
    what_a_limit_ended_says_how_far_it_came,
    a_stream_without_end_ends_with_the_wall_time,
    a_call_knows_its_line,
    a_plan_inside_of_a_call,
    ten_thousand_tasks,
];

/// Time that stands still until everybody waits for it.
fn paused<T>(future: impl Future<Output = T>) -> T {
    let tokio = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    tokio.block_on(future)
}

fn definition(name: &str, properties: Value) -> ToolDefinition {
    let mut definition = ToolDefinition::new(name);
    definition.input_schema = json!({ "type": "object", "properties": properties });
    definition
}

/// `work.wait(ms, …)` takes that long, `work.echo(text)` answers with its text, `work.fail()` fails.
fn work() -> Native {
    let wait = NativeTool::raw(definition("wait", json!({ "ms": {}, "needs": {} })), |call: Call| async move {
        let arguments = call.arguments.to_value();
        tokio::time::sleep(Duration::from_millis(arguments["ms"].as_u64().unwrap_or(0))).await;
        Ok(Json::from(json!(arguments["ms"])))
    });
    let echo = NativeTool::raw(definition("echo", json!({ "text": {} })), |call: Call| async move {
        Ok(Json::from(&call.arguments.to_value()["text"]))
    });
    Native::new().tool(wait).tool(echo).tool(tool("fail", || async { Err(CallError::failed("it never works")) }))
}

async fn runtime() -> Runtime {
    builder().provider("work", work()).build().await.unwrap()
}

/// Pieces that are all there.
fn pieces(pieces: &[&str]) -> PlanStream {
    PlanStream::new(stream::iter(pieces.iter().map(|piece| (*piece).to_owned()).collect::<Vec<_>>()))
}

/// Pieces that come through a channel.
fn arriving() -> (mpsc::UnboundedSender<&'static str>, PlanStream) {
    let (send, receive) = mpsc::unbounded_channel();
    (send, PlanStream::new(received(receive)))
}

fn received<T: Send + 'static>(receive: mpsc::UnboundedReceiver<T>) -> impl Stream<Item = T> + Send {
    stream::unfold(receive, |mut receive| async { Some((receive.recv().await?, receive)) })
}

fn is_critical_path(plan: &str, critical: u64) {
    paused(async {
        let runtime = runtime().await;
        let compiled = Script::wasm(runtime.compile(Script::plan(plan)).await.unwrap());
        runtime.prepare(compiled.clone()).await.unwrap();
        let whole = runtime.run(Script::plan(plan), Json::null());
        let critical = Duration::from_millis(critical).as_secs_f64();
        for run in [whole, runtime.run_plan(pieces(&[plan])), runtime.run(compiled, Json::null())] {
            let took = run.await.unwrap().trace.wall.as_secs_f64();
            assert!(took >= critical && took <= critical * 1.02, "{took} s instead of {critical} s: {plan}");
        }
    });
}

fn a_plan_takes_as_long_as_its_critical_path() {
    // Two at once and a join.
    is_critical_path("1. wait(300)\n2. wait(500)\nThought: I can answer now.\n3. join()\n", 500);
    // Eight at once and a join.
    let eight: String = (1..=8).map(|task| format!("{task}. wait({})\n", task * 100)).collect();
    is_critical_path(&(eight + "9. join()"), 800);
    // Each of a pair needs its own, and one needs both: no level of the graph waits for the slowest of the one before.
    is_critical_path(
        "1. wait(100)\n2. wait(700, [\"$1\"]\n3. wait(600)\n4. wait(100, [\"$3\"]\n5. wait(200, \"max($2, $4)\")\n6. join()",
        1_000,
    );
    // A chain beside a wide part, which meet.
    let wide: String = (10..40).map(|task| format!("{task}. wait(250, $1)\n")).collect();
    is_critical_path(
        &format!("1. wait(50)\n2. wait(50, $1)\n3. wait(50, $2)\n{wide}4. wait(200, [$3, $10, \"$39\"])\n5. join()"),
        500,
    );
}

fn a_task_starts_before_the_next_line_is_there() {
    block_on(async {
        let started = Arc::new(Notify::new());
        let told = Arc::clone(&started);
        let start = tool("start", move || {
            told.notify_one();
            async { Ok(Json::from(json!("begun"))) }
        });
        let runtime = builder().provider("work", work().tool(start)).build().await.unwrap();
        let (planner, plan) = arriving();
        let run = tokio::spawn(async move { runtime.run_plan(plan).await });
        planner.send("Thought: first\n1. sta").unwrap();
        planner.send("rt()\n").unwrap();
        // Only then the planner goes on.
        started.notified().await;
        planner.send("2. start()\n3. echo(\"$1 and $2\")").unwrap();
        started.notified().await;
        planner.send("\n4. join()").unwrap();
        drop(planner);
        let output = run.await.unwrap().unwrap();
        assert_eq!(output.result.as_str(), r#"{"1":"begun","2":"begun","3":"begun and begun"}"#);
    });
}

fn a_stream_may_be_cut_anywhere() {
    block_on(async {
        let runtime = runtime().await;
        let plan = "1. echo(\"ä€😀\")\r\n2. echo(\n  [\"$1\",\n   2])\n3. join()\n";
        for size in 1..9 {
            let bytes: Vec<Vec<u8>> = plan.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
            let output = runtime.run_plan(PlanStream::new(stream::iter(bytes))).await.unwrap();
            assert_eq!(output.result.as_str(), r#"{"1":"ä€😀","2":["ä€😀",2]}"#);
        }
    });
}

fn a_reference_may_come_before_its_task() {
    block_on(async {
        let runtime = runtime().await;
        let run = |lines: &[&str]| runtime.run_plan(pieces(lines)).into_future();
        let output = run(&["1. echo($2)\n", "2. echo(\"late\")\n"]).await.unwrap();
        assert_eq!(output.result.to_value(), json!({ "1": "late", "2": "late" }));
        // Within a text it is one only where the task stands before: it may as well be an amount.
        let output = run(&["1. echo(\"for $2 now\")\n", "2. echo(\"late\")\n"]).await.unwrap();
        assert_eq!(output.result.to_value(), json!({ "1": "for $2 now", "2": "late" }));
        let told: Vec<&str> = output.logs.iter().map(|line| &*line.message).collect();
        assert_eq!(told[0], "\"$2\" in task 1 is left as text, since there is no task 2 before it");
        assert!(told[1].starts_with("$2 was left as text in a task before task 2 came"), "{told:?}");
        let output = run(&["1. echo(\"a\")\n2. echo(\"${1.a-b}\")\n3. echo(\"${name} and\")\n"]).await.unwrap();
        let result = output.result.to_value();
        assert!(result["2"]["message"].as_str().unwrap().starts_with("${1.a-b} can't be read"), "{result}");
        assert_eq!(result["3"], "${name} and");
        assert_eq!(
            output.logs[0].message,
            "\"${name}\" in task 3 is left as text, since there is no task name before it"
        );
        let output = run(&["1. echo(\"for ${2} now\")\n", "2. echo(\"late\")\n"]).await.unwrap();
        assert_eq!(output.result.to_value()["1"], "for late now");
        // What never comes, and what waits for itself, fails when the plan is whole.
        let output = run(&["1. echo($9)\n2. echo($3)\n3. echo($2)\n4. echo(1)\n"]).await.unwrap();
        let result = output.result.to_value();
        assert_eq!(result["1"]["message"], "there is no task 9: refer to a task of this plan");
        assert!(
            result["2"]["message"].as_str().unwrap().starts_with("it waits for a task that waits for it"),
            "{result}"
        );
        assert_eq!(result["3"]["kind"], "dependency-failed");
        assert_eq!(result["4"], 1);
    });
}

fn what_can_not_be_called_fails_alone() {
    block_on(async {
        let plan = "1. ecko(\"a\")\n2. echo(\"b\")\n3. echo(\"$1\")\n4. fail()\n5. echo(1, 2)\n6. join()";
        let output = runtime().await.run_plan(pieces(&[plan])).await.unwrap();
        let result = output.result.to_value();
        assert_eq!(result["1"]["kind"], "unknown-tool");
        assert_eq!(result["1"]["data"]["nearest"], json!(["work.echo"]));
        assert!(result["1"]["message"].as_str().unwrap().ends_with("(line 1, column 1)"), "{result}");
        assert_eq!(result["2"], "b");
        assert_eq!(result["3"]["data"], json!({ "dependency": "1", "cause": "1" }));
        assert_eq!((&result["4"]["kind"], &result["4"]["tool"]), (&json!("failed"), &json!("work.fail")));
        assert_eq!(result["5"]["kind"], "invalid-arguments");
        assert_eq!(output.usage.calls, 2);
    });
}

/// What a run ended with.
fn script_error(error: &RunError) -> Value {
    error.kind.to_json()
}

fn a_broken_stream_cancels_what_is_under_way() {
    paused(async {
        let runtime = runtime().await;
        let lines = ["1. echo(\"a\")\n", "2. wait(60000)\n", "3. echo($2)\n", "4. echo(\"cut"];
        let error = runtime.run_plan(pieces(&lines)).await.unwrap_err();
        let told = script_error(&error);
        assert_eq!((&told["kind"], &told["line"], &told["column"]), (&json!("syntax"), &json!(4), &json!(1)));
        assert!(told["message"].as_str().unwrap().starts_with("the plan ends in the middle of task 4"), "{told}");
        let expect = json!({ "done": ["1"], "cancelled": ["2"], "waiting": ["3"], "tasks": { "1": "a" } });
        assert_eq!(told["data"], expect);
        // A tool that may have done something may have done it.
        assert_eq!(error.trace.calls[1].outcome, CallOutcome::OutcomeUnknown);
        assert!(error.trace.wall < Duration::from_secs(1));

        let broken = stream::iter([Ok("1. wait(60000)\n"), Err("the connection was reset")]);
        let error = runtime.run_plan(PlanStream::fallible(broken)).await.unwrap_err();
        let told = script_error(&error);
        assert_eq!(told["message"], "the plan broke off: the connection was reset");
        assert_eq!((&told["line"], &told["data"]["cancelled"]), (&json!(2), &json!(["1"])));

        // However it is cut into pieces, what stands before the mistake is called.
        let broken = b"1. echo(1)\n2. echo(\"\xff\")\n";
        for size in [5, 11, 100] {
            let pieces: Vec<Vec<u8>> = broken.chunks(size).map(<[u8]>::to_vec).collect();
            let error = runtime.run_plan(PlanStream::new(stream::iter(pieces))).await.unwrap_err();
            let told = script_error(&error);
            assert_eq!(told["message"], "line 2 is not UTF-8");
            let expect = json!({ "done": ["1"], "cancelled": [], "waiting": [], "tasks": { "1": 1 } });
            assert_eq!(told["data"], expect, "in pieces of {size} bytes");
        }
        let error = runtime.run_plan(pieces(&["What a day.\n"])).await.unwrap_err();
        assert_eq!(script_error(&error)["data"]["done"], json!([]));
    });
}

fn an_id_that_comes_twice_ends_the_run() {
    block_on(async {
        let error = runtime().await.run_plan(pieces(&["1. echo(1)\n1. echo(2)\n"])).await.unwrap_err();
        let told = script_error(&error);
        assert_eq!(told["message"], "there is a task 1 already, in line 1: give each its own id");
        assert_eq!(told["line"], 2);
    });
}

fn nothing_is_read_after_the_join() {
    block_on(async {
        let (planner, plan) = arriving();
        planner.send("1. echo(1)\n2. join()<END_OF_PLAN>\n").unwrap();
        // The planner still holds its end.
        let output = runtime().await.run_plan(plan).await.unwrap();
        assert_eq!(output.result.as_str(), r#"{"1":1}"#);
        assert!(planner.send("3. echo(1)\n").is_err());
        for end in ["2. join()<END_OF_PLAN>", "2. join()", "Done. <END_OF_PLAN>"] {
            let (planner, plan) = arriving();
            planner.send("1. echo(1)\n").unwrap();
            planner.send(end).unwrap();
            assert_eq!(runtime().await.run_plan(plan).await.unwrap().result.as_str(), r#"{"1":1}"#, "{end}");
        }
    });
}

fn a_plan_of_json_is_run_when_it_is_whole() {
    block_on(async {
        let runtime = runtime().await;
        let lines = [
            "[\n{\"id\": \"a\", \"tool\": \"echo\", \"argu",
            "ments\": [1]},",
            "{\"id\": \"b\", \"tool\": \"echo\", \"arguments\": [{\"$ref\": \"a\"}]}]",
        ];
        let output = runtime.run_plan(pieces(&lines)).await.unwrap();
        assert_eq!(output.result.as_str(), r#"{"a":1,"b":1}"#);
        let error = runtime.run_plan(pieces(&lines[..2])).await.unwrap_err();
        assert!(script_error(&error)["message"].as_str().unwrap().contains("the plan is cut"), "{error}");
    });
}

fn a_stream_has_the_limits_of_a_script() {
    block_on(async {
        let runtime = runtime().await;
        let mut limits = Limits::default();
        limits.calls = 2;
        let plan = || pieces(&["1. echo(1)\n2. echo(2)\n", "3. echo(3)\n"]);
        let error = runtime.run_plan(plan()).limits(limits).await.unwrap_err();
        assert_eq!(error.kind.name(), "calls");
        // What was never called was not cancelled.
        let expect = json!({ "done": ["1", "2"], "cancelled": [], "waiting": ["3"], "tasks": { "1": 1, "2": 2 } });
        assert_eq!(error.to_json()["data"], expect);
        let mut limits = Limits::default();
        limits.source = 25;
        let error = runtime.run_plan(plan()).limits(limits).await.unwrap_err();
        assert_eq!(error.kind.name(), "source-size");
        let endless = stream::repeat("prose without an end ").map(Ok::<_, Infallible>);
        let error = runtime.run_plan(PlanStream::fallible(endless)).await.unwrap_err();
        assert!(script_error(&error)["message"].as_str().unwrap().contains("more than 1048576 bytes"), "{error}");
    });
}

fn what_a_limit_ended_says_how_far_it_came() {
    block_on(async {
        let runtime = runtime().await;
        let mut limits = Limits::default();
        limits.wall_time = Duration::from_millis(300);
        let plan = "1. wait(60000)\n2. echo(7)\n3. echo($1)\n";
        for streamed in [false, true] {
            let run = if streamed {
                runtime.run_plan(pieces(&[plan]))
            } else {
                runtime.run(Script::plan(plan), Json::null())
            };
            let error = run.limits(limits.clone()).await.unwrap_err();
            let expected = json!({ "done": ["2"], "cancelled": ["1"], "waiting": ["3"], "tasks": { "2": 7 } });
            assert_eq!((error.kind.name(), error.to_json()["data"].clone()), ("wall-time", expected));
        }
        limits.wall_time = LIMIT;
        limits.calls = 1;
        let error = runtime.run_plan(pieces(&["1. echo(1)\n2. echo(2)\n"])).limits(limits).await.unwrap_err();
        assert_eq!((error.kind.name(), &error.to_json()["data"]["tasks"]), ("calls", &json!({ "1": 1 })));
        assert!(
            runtime.run(Script::plan(plan), Json::null()).cancel_on(async {}).await.unwrap_err().progress.is_none()
        );
    });
}

fn a_stream_without_end_ends_with_the_wall_time() {
    block_on(async {
        let runtime = runtime().await;
        let mut limits = Limits::default();
        limits.wall_time = Duration::from_millis(200);
        // One that never says anything, and one that never stops to say nothing.
        let silent = PlanStream::new(stream::pending::<&str>());
        assert_eq!(runtime.run_plan(silent).limits(limits.clone()).await.unwrap_err().kind.name(), "wall-time");
        let empty = PlanStream::new(stream::repeat(""));
        assert_eq!(runtime.run_plan(empty).limits(limits).await.unwrap_err().kind.name(), "wall-time");
    });
}

fn a_call_knows_its_line() {
    block_on(async {
        let runtime = runtime().await;
        let plan = "Thought: go\n  1. echo(1)\n\n2. echo($1)\n";
        for output in [runtime.run_plan(pieces(&[plan])).await, runtime.run(Script::plan(plan), Json::null()).await] {
            let places: Vec<_> = output.unwrap().trace.calls.iter().map(|call| call.at).collect();
            assert_eq!(places, [Some((2, 3)), Some((4, 1))]);
        }
        let json = "[{\"id\": 1, \"tool\": \"echo\", \"arguments\": [1]},\n  {\"id\": 2, \"tool\": \"echo\", \"arguments\": [2]}]";
        let output = runtime.run(Script::plan(json), Json::null()).await.unwrap();
        let places: Vec<_> = output.trace.calls.iter().map(|call| call.at).collect();
        assert_eq!(places, [Some((1, 2)), Some((2, 3))]);
    });
}

fn a_plan_inside_of_a_call() {
    block_on(async {
        let inner = runtime().await;
        let plan = tool("plan", move || {
            let inner = inner.clone();
            async move {
                let output = inner.run(Script::plan("1. echo(1)\n2. wait(1, $1)\n"), Json::null()).await;
                Ok(output.map_err(|error| CallError::failed(error.to_string()))?.result)
            }
        });
        let outer = builder().provider("t", Native::new().tool(plan)).build().await.unwrap();
        let script = "return await Promise.all([tools.t.plan(), tools.t.plan()])";
        let output = outer.run(super::js(script), Json::null()).await.unwrap();
        assert_eq!(output.result.as_str(), r#"[{"1":1,"2":1},{"1":1,"2":1}]"#);
        assert_eq!(output.trace.calls.len(), 6);
    });
}

/// What this thread computes for a plan of that many tasks. That it is parsed elsewhere is not in it.
async fn time_of(runtime: &Runtime, plan: &str, tasks: usize, limits: &Limits) -> Duration {
    let started = ThreadTime::now();
    let output = runtime.run(Script::plan(plan), Json::null()).limits(limits.clone()).await.unwrap();
    assert_eq!(output.usage.calls, tasks as u64);
    started.elapsed()
}

fn ten_thousand_tasks() {
    const MANY: usize = 10_000;
    const FEW: usize = MANY / 10;
    block_on(async {
        let calls = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&calls);
        let count = NativeTool::raw(definition("count", json!({ "of": {} })), move |_: Call| {
            let number = counted.fetch_add(1, Ordering::Relaxed);
            async move { Ok(Json::from(json!(number))) }
        });
        let runtime = builder().provider("work", Native::new().tool(count)).build().await.unwrap();
        let mut limits = Limits::default();
        limits.calls = MANY as u64 + 1;
        limits.wall_time = LIMIT;
        limits.result_tokens = u64::MAX;
        let wide = |tasks: usize| (1..=tasks).map(|task| format!("{task}. count()\n")).collect::<String>();
        let chain = |tasks: usize| {
            let next = |task: usize| format!("{task}. count(\"after $1 and ${}\")\n", task - 1);
            "1. count()\n".to_owned() + &(2..=tasks).map(next).collect::<String>()
        };
        for (shape, plan) in [("wide", &wide as &dyn Fn(usize) -> String), ("chain", &chain)] {
            let mut few = Duration::MAX;
            for _ in 0..5 {
                few = few.min(time_of(&runtime, &plan(FEW), FEW, &limits).await);
            }
            let took = time_of(&runtime, &plan(MANY), MANY, &limits).await;
            println!("{shape}: 10,000 tasks {took:?}, a thousand {few:?}");
            // Ten times as much, and some for what grows with its logarithm; what looks at each pair would take a hundred times.
            assert!(took < few * 40, "{shape}: 10,000 tasks take {took:?}, a thousand {few:?}");
        }
        // In pieces, and as JSON.
        let lines: Vec<String> = chain(MANY).split_inclusive('\n').map(str::to_owned).collect();
        let streamed = runtime.run_plan(PlanStream::new(stream::iter(lines))).limits(limits.clone()).await.unwrap();
        assert_eq!(streamed.usage.calls, MANY as u64);
        let tasks = (1..=MANY).map(|task| match task {
            1 => json!({ "id": 1, "tool": "work.count" }),
            _ => json!({ "id": task, "tool": "work.count", "arguments": { "of": { "$ref": task - 1 } } }),
        });
        time_of(&runtime, &Value::from_iter(tasks).to_string(), MANY, &limits).await;
        let all: String = (1..=MANY).map(|task| format!("\"${task}\",")).collect();
        time_of(&runtime, &format!("{}10001. count([{all}])\n", wide(MANY)), MANY + 1, &limits).await;
    });
}
