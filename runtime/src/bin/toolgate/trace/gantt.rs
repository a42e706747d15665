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
        lines.push(format!("  {left} more calls: --all shows them"));
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
    // Whole numbers: what begins where another ends begins in the column where that one ends.
    let column = |at: Duration| {
        let column = at.as_nanos() * columns as u128 / wall.as_nanos().max(1);
        usize::try_from(column).unwrap_or(columns).min(columns)
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
    for part in [0, parts].into_iter().chain(1..parts) {
        let text = time(wall * part / parts);
        let at = columns * part as usize / parts as usize;
        let at = at.saturating_sub(if part == 0 { 0 } else { text.len() / 2 }).min(columns.saturating_sub(text.len()));
        let free = line[at.saturating_sub(1)..].iter().take(text.len() + 2).all(|c| *c == ' ');
        if free {
            line.splice(at..(at + text.len()).min(columns), text.chars().take(columns - at));
        }
    }
    style.ink(Ink::Soft, &format!("{}{}", " ".repeat(before), line.into_iter().collect::<String>().trim_end()))
}

#[cfg(test)]
mod tests {
    use toolgate::trace::TraceFile;

    use super::*;

    /// A run of 100 ms: two calls at once, of which one waits first, one that fails, one that is cancelled, one that is nested.
    const FILE: &str = r#"{"toolgate_trace":1,"toolgate":"0.1.0","run":"00000000000000ff","began_ms":0}
{"call":{"id":1,"tool":"a.first","queued_ns":0,"started_ns":0,"ended_ns":50000000,"argument_bytes":2,"result_bytes":2,"outcome":"done"}}
{"call":{"id":2,"tool":"a.second","queued_ns":0,"started_ns":20000000,"ended_ns":40000000,"argument_bytes":2,"result_bytes":2,"outcome":"done"}}
{"call":{"id":3,"tool":"b.fails","queued_ns":50000000,"started_ns":50000000,"ended_ns":90000000,"argument_bytes":2,"result_bytes":0,"outcome":"error","kind":"failed"}}
{"call":{"id":4,"tool":"b.slow","queued_ns":60000000,"started_ns":60000000,"ended_ns":100000000,"argument_bytes":2,"result_bytes":0,"outcome":"cancelled"}}
{"call":{"id":5,"parent":1,"tool":"c.inner","queued_ns":10000000,"started_ns":10000000,"ended_ns":30000000,"argument_bytes":2,"result_bytes":0,"outcome":"done"}}
{"end":{"outcome":"done","usage":{"calls":4,"tool_bytes":4,"tool_tokens":null,"result_bytes":1,"result_tokens":null,"wall_ms":100.0,"peak_memory_bytes":1},"wall_ns":100000000,"calls":5}}
"#;

    fn drawn(style: &Style) -> Vec<String> {
        let trace = TraceFile::read(FILE.as_bytes()).unwrap().trace;
        of(&trace, &trace.profile(), 100, style)
    }

    #[test]
    fn plain() {
        let expected = [
            "               0             100 ms",
            " *#1 a.first   |##########          | 50.0 ms",
            "  #2 a.second  |....====            | 40.0 ms",
            "  #5   c.inner |  ====              | 20.0 ms",
            " *#3 b.fails   |          xxxxxxxx  | 40.0 ms failed",
            "  #4 b.slow    |            ~~~~~~~~| 40.0 ms cancelled",
            "  # done  x failed  ~ cancelled  . waiting  * critical path",
        ];
        assert_eq!(drawn(&Style::new(false, 55)), expected);
    }

    #[test]
    fn on_a_terminal() {
        let drawn = drawn(&Style::new(true, 55)).join("\n");
        for part in [
            "\x1b[33m██████████\x1b[0m",
            "\x1b[2m░░░░\x1b[0m████",
            "\x1b[31m▓▓▓▓▓▓▓▓\x1b[0m",
            "\x1b[2m▒▒▒▒▒▒▒▒\x1b[0m",
            "│",
        ] {
            assert!(drawn.contains(part), "{part}: {drawn}");
        }
    }

    #[test]
    fn fits_any_width() {
        for width in 40..200 {
            for line in drawn(&Style::new(false, width)).iter().rev().skip(1) {
                assert!(line.len() <= width, "{width}: {line}");
            }
        }
    }
}
