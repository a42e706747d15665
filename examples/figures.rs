//! What the benchmarks share: medians, how they are written, and what the process takes.

use std::future::Future;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use toolgate::Json;

/// The middle one.
pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The median of so many times that the work takes.
pub(crate) async fn median_of<T, F: Future<Output = T>>(samples: usize, work: impl Fn() -> F) -> Duration {
    let mut times = Vec::with_capacity(samples);
    for _ in 0..samples {
        let start = Instant::now();
        std::hint::black_box(work().await);
        times.push(start.elapsed());
    }
    median(&mut times)
}

/// What plain futures take for so many calls that give back their arguments: JSON in, JSON out.
pub(crate) async fn plain_calls(calls: u32, at_once: bool) -> Duration {
    let echo = |i: u32| async move {
        let text = format!(r#"{{"i":{i}}}"#);
        Json::parse(text).map(|json| json.as_str().len()).unwrap_or(0)
    };
    let mut times = Vec::new();
    for _ in 0..41 {
        let start = Instant::now();
        if at_once {
            let all: Vec<_> = (0..calls).map(echo).collect();
            std::hint::black_box(futures_util::future::join_all(all).await);
        } else {
            for i in 0..calls {
                std::hint::black_box(echo(i).await);
            }
        }
        times.push(start.elapsed());
    }
    median(&mut times)
}

/// Resident memory of this process, in KiB: the physical pages that it holds (`Pss`). `VmRSS` counts the one shared image of
/// the engine again for each sandbox that has mapped it.
pub(crate) fn resident() -> Result<u64> {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("no Pss")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse()?)
}
