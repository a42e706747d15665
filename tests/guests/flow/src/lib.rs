//! A script in Rust that uses the standard library of scripts as its input says: each function, over the host's tools. Never
//! shipped.

use std::time::Duration;

use serde::Deserialize;
use toolgate_guest::flow::{self, Partial};
use toolgate_guest::serde_json::{Value, json, to_value};
use toolgate_guest::tools::{self, Call, ToolError};
use toolgate_guest::{script, time};

/// What to do. Each source is a tool's name; times are in milliseconds.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Act {
    /// Calls a tool for each number.
    Map {
        tool: String,
        numbers: Vec<u64>,
        width: usize,
        errors: Errors,
    },
    /// The same, with several numbers at once.
    Batch {
        tool: String,
        numbers: Vec<u64>,
        size: usize,
    },
    First(Vec<String>),
    Race(Vec<String>),
    /// By a field of the answers, where one is given.
    Majority {
        sources: Vec<String>,
        key: Option<String>,
        quorum: Option<usize>,
    },
    Weighted {
        sources: Vec<String>,
        weights: Option<Vec<f64>>,
        quorum: Option<f64>,
    },
    Retry {
        tool: String,
        times: u32,
        delay: u64,
    },
    /// One of the others, with a deadline.
    Within(u64, Box<Act>),
    /// A map of retries, in a race with a sleep.
    Nested {
        tool: String,
        sleep: u64,
    },
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Errors {
    Throw,
    Keep,
    Skip,
    Partial,
}

/// Whatever comes out of an act, then a call: it can't begin before what was cancelled has made room for it.
#[script]
async fn main(act: Act) -> Result<Value, ToolError> {
    let came = perform(act, FOREVER).await.unwrap_or_else(|error| shown(&error));
    let after: Value = tools::call("src.echo", &json!({ "after": true })).await?;
    Ok(json!({ "came": came, "after": after }))
}

/// Longer than any test.
const FOREVER: Duration = Duration::from_secs(3600);

async fn perform(act: Act, most: Duration) -> Result<Value, ToolError> {
    let written = |value: Result<Value, _>| value.unwrap_or_else(|error| json!(format!("{error}")));
    Ok(match act {
        Act::Within(ms, act) => Box::pin(perform(*act, Duration::from_millis(ms))).await?,
        Act::Map { tool, numbers, width, errors } => {
            let map = flow::map(numbers, |n| call(&tool, n)).width(width).timeout(most);
            match errors {
                Errors::Throw => json!(map.await?),
                Errors::Skip => json!(map.skip_errors().await?),
                Errors::Keep => {
                    let kept = map.keep_errors().await?;
                    json!(kept.into_iter().map(|one| one.unwrap_or_else(|error| shown(&error))).collect::<Vec<_>>())
                }
                Errors::Partial => {
                    let Partial { results, error, .. } = map.partial().await;
                    json!({ "results": results, "error": error.as_ref().map(shown) })
                }
            }
        }
        Act::Batch { tool, numbers, size } => {
            let batch = flow::batch(numbers, size, |numbers| {
                let answer = tools::call::<Value>(tool.as_str(), &json!({ "numbers": numbers }));
                async { answer.await.map(|answer| answer["numbers"].as_array().cloned().unwrap_or_default()) }
            });
            json!(batch.timeout(most).await?)
        }
        Act::First(sources) => flow::first(calls(&sources)).timeout(most).await?,
        Act::Race(sources) => flow::race(calls(&sources)).timeout(most).await?,
        Act::Majority { sources, key, quorum } => {
            let majority =
                flow::majority(calls(&sources)).timeout(most).quorum(quorum.unwrap_or(sources.len() / 2 + 1));
            match key {
                Some(key) => written(to_value(majority.key(|answer| answer[key.as_str()].clone()).await?)),
                None => written(to_value(majority.await?)),
            }
        }
        Act::Weighted { sources, weights, quorum } => {
            let weighted = flow::weighted(calls(&sources)).timeout(most).quorum(quorum.unwrap_or(0.0));
            match weights {
                Some(weights) => written(to_value(weighted.weights(weights).await?)),
                None => written(to_value(weighted.await?)),
            }
        }
        Act::Retry { tool, times, delay } => {
            let retry = flow::retry(|attempt| call(&tool, attempt.into())).times(times);
            retry.delay(Duration::from_millis(delay)).timeout(most).await?
        }
        Act::Nested { tool, sleep } => {
            let tool = &tool;
            let retried = flow::map(0..3, |n| flow::retry(move |_| call(tool, n)).times(2));
            let ended = time::timeout(Duration::from_millis(sleep), retried).await;
            json!(ended.map_err(|late| late.to_string()).map(|results| results.is_ok()))
        }
    })
}

fn call(tool: &str, n: u64) -> Call<Value> {
    tools::call(tool, &json!({ "n": n }))
}

/// A call of each, of which no two are the same.
fn calls(tools: &[String]) -> impl Iterator<Item = Call<Value>> {
    (0..).zip(tools).map(|(n, tool)| call(tool, n))
}

fn shown(error: &ToolError) -> Value {
    let ToolError { tool, kind, message, data, retryable, .. } = error;
    json!({ "tool": tool, "kind": kind.as_str(), "message": message, "data": data, "retryable": retryable })
}
