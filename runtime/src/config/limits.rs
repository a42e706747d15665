//! The `[limits]` table. Never knows how a limit is enforced.

use super::ConfigError;
use super::reader::{Field, Section};
use crate::output::MIN_RESULT_TOKENS;
use crate::sandbox::Limits;

const KEYS: [&str; 10] = [
    "wall_time",
    "memory",
    "calls",
    "calls_in_flight",
    "tool_result",
    "log",
    "result",
    "result_tokens",
    "source",
    "component",
];

/// What a 32-bit linear memory can have.
const MAX_MEMORY: u64 = 4 << 30;

pub(super) fn read(root: &Section<'_>) -> Result<Limits, ConfigError> {
    let mut limits = Limits::default();
    let Some(section) = root.get("limits") else {
        return Ok(limits);
    };
    let section = section.section()?;
    section.allow(&KEYS)?;
    for field in section.entries() {
        set(&mut limits, &field)?;
    }
    Ok(limits)
}

fn set(limits: &mut Limits, field: &Field<'_>) -> Result<(), ConfigError> {
    match field.key() {
        "wall_time" => {
            limits.wall_time = field.duration()?;
            if limits.wall_time.is_zero() {
                return Err(field.invalid("must be longer than nothing, such as \"30s\""));
            }
        }
        "memory" => {
            limits.memory = field.size()?;
            if limits.memory > MAX_MEMORY {
                return Err(field.invalid("can be at most \"4GiB\""));
            }
        }
        "calls" => limits.calls = field.count(0)?,
        "calls_in_flight" => limits.calls_in_flight = small(field.count(1)?),
        "tool_result" => limits.tool_result = field.size()?,
        "log" => limits.log = small(field.size()?),
        "result" => limits.result = field.size()?,
        "result_tokens" => limits.result_tokens = field.count(MIN_RESULT_TOKENS)?,
        "source" => limits.source = small(field.size()?),
        "component" => limits.component = small(field.size()?),
        _ => {} // `allow` has refused it.
    }
    Ok(())
}

fn small(size: u64) -> usize {
    usize::try_from(size).unwrap_or(usize::MAX)
}
