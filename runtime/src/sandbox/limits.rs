//! What a run may use. Every limit is on by default.

use std::time::Duration;

/// The limits of one run.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Limits {
    /// From the start of the run to its result, waiting for tools included. Default 30 s.
    pub wall_time: Duration,
    /// The guest's linear memory, in bytes; at most 4 GiB. In Python what the script adds to CPython's own. Of a [`plan`](crate::plan): the
    /// results that it holds and the arguments of calls that are under way. Default 64 MiB.
    pub memory: u64,
    /// Calls in all; one more ends the run. Default 1,000.
    pub calls: u64,
    /// Calls at the same time; one more waits its turn. Default 64.
    pub calls_in_flight: usize,
    /// Bytes of one tool's result; a larger one is that call's error. Default 16 MiB.
    pub tool_result: u64,
    /// Bytes of the run's log; what comes after is dropped and counted. Default 256 KiB.
    pub log: usize,
    /// Bytes of the run's result; a larger one ends the run. Default 16 MiB.
    pub result: u64,
    /// Tokens of the result that reach the model; a larger result is summed up (see [`output`](crate::output)).
    /// Default 4,000.
    pub result_tokens: u64,
    /// Bytes of the script's source. Default 4 MiB.
    pub source: usize,
    /// Bytes of a script that is a component, an engine inside included. Default 64 MiB.
    pub component: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall_time: Duration::from_secs(30),
            memory: 64 << 20,
            calls: 1_000,
            calls_in_flight: 64,
            tool_result: 16 << 20,
            log: 256 << 10,
            result: 16 << 20,
            result_tokens: 4_000,
            source: 4 << 20,
            component: 64 << 20,
        }
    }
}
