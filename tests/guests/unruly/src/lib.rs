//! A script in Rust that does what its input says: what a host must run, and what it must survive. Never shipped.

use std::collections::BTreeMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Duration;

use serde::Deserialize;
use toolgate_guest::futures::future::{join_all, pending};
use toolgate_guest::futures::stream::{self, FuturesUnordered, StreamExt};
use toolgate_guest::futures::{FutureExt, poll, select};
use toolgate_guest::serde_json::{Value, json};
use toolgate_guest::time::{self, Instant};
use toolgate_guest::tools::{self, ToolError};
use toolgate_guest::{log, script};

/// What to do.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    Return(Value),
    /// Calls a tool so often, all at once.
    Concurrent {
        tool: String,
        times: usize,
    },
    /// So many at a time.
    Buffered {
        tool: String,
        times: usize,
        width: usize,
    },
    /// The results of echoes as they come.
    Unordered {
        times: usize,
    },
    /// Calls a tool, and gives back what its error says.
    Catch {
        tool: String,
        arguments: Value,
        timeout_ms: Option<u64>,
    },
    /// Calls a tool, and ends with its error.
    Throw {
        tool: String,
        arguments: Value,
    },
    /// The same, as the cause of another error.
    ThrowWithin {
        tool: String,
    },
    /// Ends with a text.
    Fail(String),
    /// Ends with an error of the standard library.
    FailParsing(String),
    /// Asks for a result that a tool does not give.
    Expect {
        tool: String,
    },
    /// Starts two calls and drops them; a third is never polled.
    Drop {
        tool: String,
    },
    /// Of two calls takes the first.
    Race {
        slow: String,
        quick: String,
    },
    /// Gives a call so many milliseconds.
    Within {
        tool: String,
        ms: u64,
    },
    /// Sleeps so often at once, so many milliseconds.
    Sleep {
        times: usize,
        ms: u64,
    },
    /// Returns a map whose keys are not texts.
    BadResult,
    Log,
    Search(String),
    Describe(String),
    Spin,
    Hog,
    Panic,
    /// Ends its own process.
    Exit,
    /// Starts a thread.
    Thread,
    Recurse,
    /// Recurses without any memory of its own.
    RecurseLean,
    /// Recurses with frames that are filled and copied as a whole.
    RecurseWide,
    /// Waits for nothing, after that many calls.
    Stuck {
        after: usize,
    },
}

#[derive(Debug)]
struct Within(ToolError);

impl std::fmt::Display for Within {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the report is not there")
    }
}

impl Error for Within {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

/// What is no JSON, where that was asked for.
#[derive(serde::Serialize)]
#[serde(untagged)]
enum Answer {
    Json(Value),
    Bad(BTreeMap<Vec<u8>, u8>),
}

#[script]
async fn main(act: Act) -> Result<Answer, Box<dyn Error>> {
    if let Act::BadResult = act {
        return Ok(Answer::Bad(BTreeMap::from([(vec![1], 1)])));
    }
    Ok(Answer::Json(perform(act).await?))
}

async fn perform(act: Act) -> Result<Value, Box<dyn Error>> {
    let none = json!({});
    Ok(match act {
        Act::Return(value) => value,
        Act::Concurrent { tool, times } => {
            let calls = (0..times).map(|_| tools::call::<Value>(&tool, &none));
            json!(join_all(calls).await.into_iter().collect::<Result<Vec<_>, _>>()?)
        }
        Act::Buffered { tool, times, width } => {
            let calls = stream::iter(0..times).map(|n| tools::call::<Value>(&tool, &json!({ "n": n })));
            json!(calls.buffered(width).map(Result::ok).collect::<Vec<_>>().await)
        }
        Act::Unordered { times } => {
            let mut calls: FuturesUnordered<_> =
                (0..times).map(|n| tools::call::<Value>("t.echo", &json!({ "n": n }))).collect();
            let mut seen = Vec::new();
            while let Some(result) = calls.next().await {
                seen.push(result?["n"].clone());
            }
            json!(seen)
        }
        Act::Catch { tool, arguments, timeout_ms } => {
            let call = tools::call::<Value>(tool, &arguments);
            let call = match timeout_ms {
                Some(ms) => call.timeout(Duration::from_millis(ms)),
                None => call,
            };
            match call.await {
                Ok(result) => json!({ "result": result }),
                Err(error) => {
                    let ToolError { tool, kind, message, data, retryable, .. } = error;
                    json!({ "tool": tool, "kind": kind.as_str(), "message": message, "data": data, "retryable": retryable })
                }
            }
        }
        Act::Throw { tool, arguments } => tools::call(tool, &arguments).await?,
        Act::ThrowWithin { tool } => tools::call(tool, &none).await.map_err(Within)?,
        Act::Fail(message) => return Err(message.into()),
        Act::FailParsing(text) => json!(text.parse::<u8>()?),
        Act::Expect { tool } => json!(tools::call::<Vec<u32>>(tool, &none).await?),
        Act::Drop { tool } => {
            let mut calls = [(); 2].map(|()| tools::call::<Value>(&tool, &none));
            let _never_polled = tools::call::<Value>(&tool, &none);
            for call in &mut calls {
                assert!(poll!(call).is_pending());
            }
            drop(calls);
            tools::call::<Value>("t.echo", &none).await?;
            json!("dropped")
        }
        Act::Race { slow, quick } => select! {
            result = tools::call::<Value>(slow, &none) => json!({ "slow": result? }),
            result = tools::call::<Value>(quick, &none) => json!({ "quick": result? }),
        },
        Act::Within { tool, ms } => {
            let call = tools::call::<Value>(tool, &none);
            time::timeout(Duration::from_millis(ms), call).await??
        }
        Act::Sleep { times, ms } => {
            let (start, day) = (Instant::now(), time::since_epoch().as_secs() / 86_400);
            join_all((0..times).map(|_| time::sleep(Duration::from_millis(ms)))).await;
            json!({ "slept_ms": u64::try_from(start.elapsed().as_millis())?, "day": day })
        }
        Act::Log => {
            log::debug("a detail");
            log::info("a remark");
            log::warn("a warning");
            Value::Null
        }
        Act::Search(words) => {
            json!(tools::search(&words, 3).into_iter().map(|tool| tool.name).collect::<Vec<_>>())
        }
        Act::Describe(tool) => tools::describe(&tool)?.input_schema,
        Act::Spin => spin(),
        Act::Hog => hog(),
        Act::Panic => panic!("on purpose: {}", black_box(7)),
        Act::Exit => std::process::exit(7),
        Act::Thread => {
            let started = std::thread::Builder::new().spawn(|| ());
            json!(started.map_err(|error| error.kind().to_string())?.join().is_ok())
        }
        Act::Recurse => json!(recurse(0)),
        Act::RecurseWide => json!(recurse_wide(0)),
        Act::RecurseLean => json!(recurse_lean(1)),
        Act::Stuck { after } => {
            for _ in 0..after {
                tools::call::<Value>("t.echo", &none).await?;
            }
            pending::<()>().fuse().await;
            Value::Null
        }
        Act::BadResult => unreachable!("main has it"),
    })
}

fn spin() -> ! {
    let mut turns = 0_u64;
    loop {
        turns = black_box(turns.wrapping_add(1));
    }
}

fn hog() -> ! {
    let mut kept = Vec::new();
    loop {
        kept.push(black_box(vec![1_u8; 1 << 20]));
    }
}

#[expect(unconditional_recursion, reason = "that is what it is for")]
fn recurse(depth: u64) -> u64 {
    let frame = black_box([depth; 16]);
    recurse(black_box(depth + 1)) + frame[0]
}

#[expect(unconditional_recursion, reason = "that is what it is for")]
fn recurse_wide(depth: u8) -> u8 {
    let frame = black_box([depth; 4096]);
    let copy = black_box(frame);
    recurse_wide(black_box(depth.wrapping_add(copy[7]))) ^ frame[9]
}

fn recurse_lean(depth: u64) -> u64 {
    if depth == 0 { 0 } else { recurse_lean(depth.wrapping_add(2)).wrapping_mul(3) ^ depth }
}
