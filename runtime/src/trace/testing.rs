//! Traces for tests: calls by their times in milliseconds.

use std::time::{Duration, SystemTime};

use super::{AnsweredBy, AttemptReason, AttemptRecord, CallOutcome, CallRecord, RunId, Trace};

/// A call of `t.tool` that is made and starts at `from` and is done at `to`.
pub(super) fn call(id: u64, from: u64, to: u64) -> CallRecord {
    let (from, to) = (Duration::from_millis(from), Duration::from_millis(to));
    let attempt = AttemptRecord { reason: AttemptReason::First, started: from, ended: to, outcome: CallOutcome::Done };
    CallRecord {
        id,
        parent: None,
        tool: "t.tool".to_owned(),
        at: Some((1, 1)),
        queued: from,
        started: Some(from),
        ended: to,
        attempts: vec![attempt],
        answered_by: Some(AnsweredBy::Provider),
        shared_with: None,
        waits: Vec::new(),
        invalid_result: None,
        argument_bytes: 2,
        result_bytes: 10,
        outcome: CallOutcome::Done,
        message: None,
        arguments: None,
    }
}

/// A run of that many milliseconds.
pub(super) fn trace(wall: u64, returned: bool, calls: Vec<CallRecord>) -> Trace {
    Trace {
        run: RunId::random(),
        parent: None,
        began: SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123),
        wall: Duration::from_millis(wall),
        returned,
        calls,
        nested_dropped: 0,
    }
}
