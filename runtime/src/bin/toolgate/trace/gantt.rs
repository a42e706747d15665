//! A trace as bars over time, one call a line, as wide as the terminal.

use std::collections::HashSet;
use std::time::Duration;

use toolgate::trace::{CallOutcome, CallRecord, Profile, Trace};

use super::style::{Ink, Style, time};

/// The least columns that bars have.
const LEAST: usize = 10;

/// The calls that are shown: all, or those of the critical path and then the longest.
fn choose<'a>(trace: &'a Trace, critical: &HashSet<u64>, rows: usize) -> Vec<&'a CallRecord> {
    let mut calls: Vec<&CallRecord> = trace.calls.iter().collect();
    if calls.len() > rows {
        calls.sort_by_key(|call| (!critical.contains(&call.id), std::cmp::Reverse(call.latency()), call.id));
        calls.truncate(rows);
    }
    calls.sort_by_key(|call| (call.queued, call.id));
    calls
}

pub(super) fn of(trace: &Trace, profile: &Profile, rows: usize, style: &Style) -> Vec<String> {
    let critical: HashSet<u64> = profile.critical_path.iter().map(|step| step.call).collect();
    let calls = choose(trace, &critical, rows);
    if calls.is_empty() {
        return Vec::new();
    }
    let ids = calls.iter().map(|call| call.id.to_string().len()).max().unwrap_or(1);
    let took = calls.iter().map(|call| label(call).chars().count()).max().unwrap_or(0);
    let names = calls.iter().map(|call| name(call).chars().count()).max().unwrap_or(0);
    // ` *#12 NAME | BARS | TOOK`
    let around = ids + took + 8;
    let name_width = names.min((style.width / 3).max(8)).min(style.width.saturating_sub(around + LEAST).max(4));
    let bars = style.width.saturating_sub(around + name_width).max(LEAST);
    let mut lines = vec![scale(profile.wall, ids + name_width + 5, bars, style)];
    for call in &calls {
        let on_path = critical.contains(&call.id);
        let mark = if on_path { style.ink(Ink::Critical, "*") } else { " ".to_owned() };
        let bar = bar(call, profile.wall, bars, on_path, style);
        let label = style.printable(&label(call));
        let end = if matches!(call.outcome, CallOutcome::Error(_)) { style.ink(Ink::Bad, &label) } else { label };
        let (edge, shown) = (style.edge(), style.fit(&name(call), name_width));
        lines.push(format!(" {mark}#{:<ids$} {shown} {edge}{bar}{edge} {end}", call.id));
    }
    if calls.len() < trace.calls.len() {
        let left = trace.calls.len() - calls.len();
        lines.push(format!("  {left} more calls, shorter than these and off the critical path: --all shows them"));
    }
    let done = style.critical_fill(CallOutcome::Done);
    let key = format!(
        "  {done} done  {} failed  {} cancelled  {} waiting  * critical path",
        style.fill(CallOutcome::Error(toolgate::provider::CallErrorKind::Failed)),
        style.fill(CallOutcome::Cancelled),
        style.waiting(),
    );
    lines.push(style.ink(Ink::Soft, &key));
    lines
}

/// The tool; a nested call's is indented.
fn name(call: &CallRecord) -> String {
    if call.parent.is_some() { format!("  {}", call.tool) } else { call.tool.clone() }
}

/// How long it took, and how it ended where that is worth a word.
fn label(call: &CallRecord) -> String {
    let mut label = time(call.latency());
    if call.outcome != CallOutcome::Done {
        label.push(' ');
        label.push_str(call.outcome.as_str());
    }
    if call.attempts.len() > 1 {
        label.push_str(&format!(", {} attempts", call.attempts.len()));
    }
    label
}

fn bar(call: &CallRecord, wall: Duration, columns: usize, on_path: bool, style: &Style) -> String {
    let column = |at: Duration| {
        let share = if wall.is_zero() { 0.0 } else { at.as_secs_f64() / wall.as_secs_f64() };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within the columns")]
        let column = (share * columns as f64) as usize;
        column.min(columns)
    };
    let from = column(call.queued).min(columns - 1);
    let started = column(call.started.unwrap_or(call.ended)).max(from);
    let to = column(call.ended).max(from + 1);
    let fill = if on_path { style.critical_fill(call.outcome) } else { style.fill(call.outcome) };
    let waited = started.min(if call.started.is_some() { to - 1 } else { to });
    let run = |c: char, n: usize| std::iter::repeat_n(c, n).collect::<String>();
    let ink = match call.outcome {
        CallOutcome::Error(_) => Ink::Bad,
        _ if on_path => Ink::Critical,
        CallOutcome::Done => Ink::Plain,
        _ => Ink::Soft,
    };
    format!(
        "{}{}{}{}",
        run(' ', from),
        style.ink(Ink::Soft, &run(style.waiting(), waited - from)),
        style.ink(ink, &run(fill, to - waited)),
        run(' ', columns - to)
    )
}

/// Times above the bars: at the start, at each quarter that there is room for, at the end.
fn scale(wall: Duration, before: usize, columns: usize, style: &Style) -> String {
    let mut line: Vec<char> = vec![' '; columns];
    let parts = if columns >= 60 { 4 } else { 2 };
    for part in 0..=parts {
        let text = time(wall * part / parts);
        let at = columns * part as usize / parts as usize;
        let at = at.saturating_sub(if part == 0 { 0 } else { text.len() / 2 }).min(columns.saturating_sub(text.len()));
        let free = line[at..].iter().take(text.len()).all(|c| *c == ' ') && (at == 0 || line[at - 1] == ' ');
        if free {
            line.splice(at..(at + text.len()).min(columns), text.chars().take(columns - at));
        }
    }
    style.ink(Ink::Soft, &format!("{}{}", " ".repeat(before), line.into_iter().collect::<String>().trim_end()))
}
