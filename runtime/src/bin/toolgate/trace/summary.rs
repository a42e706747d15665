//! A trace in a few lines: how the run ended, where its time went, and a table of its tools.

use toolgate::gate::BreakerState;
use toolgate::trace::{Metrics, Profile, ToolMetrics, TraceFile};

use super::style::{Ink, Style, percent, time};

/// Tools in the table; more are counted.
const MAX_TOOLS: usize = 30;

/// `4 calls`, and what of them is nested.
pub(super) fn calls(file: &TraceFile) -> String {
    let own = file.trace.own_calls().count();
    let nested = file.trace.calls.len() - own;
    let all = plural(own, "call");
    if nested > 0 { format!("{all} and {nested} nested") } else { all }
}

fn plural(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

pub(super) fn of(file: &TraceFile, profile: &Profile, metrics: &Metrics, style: &Style) -> Vec<String> {
    let name = style.printable(file.script.as_deref().unwrap_or("a run"));
    let outcome = if file.trace.returned {
        style.ink(Ink::Good, "done")
    } else {
        style.ink(Ink::Bad, &style.printable(&file.end.outcome))
    };
    let failed = metrics.tools.iter().flat_map(|tool| tool.errors.values()).sum::<u64>();
    let on_path = profile.critical_path.iter().map(|step| step.took).sum();
    let mut lines = vec![format!("{}: {outcome} in {}", style.ink(Ink::Bold, &name), time(profile.wall))];
    if let Some(message) = &file.end.message {
        lines.extend(message.lines().take(12).map(|line| format!("  {}", style.ink(Ink::Bad, &style.printable(line)))));
    }
    let failed = if failed > 0 { style.ink(Ink::Bad, &format!("{failed} failed")) } else { "none failed".to_owned() };
    let cancelled = file.trace.own_calls().filter(|call| call.outcome.is_cancelled()).count();
    let cancelled = if cancelled > 0 { format!(", {cancelled} cancelled") } else { String::new() };
    lines.push(format!("  {}, {failed}{cancelled}", calls(file)));
    if file.trace.nested_dropped > 0 {
        lines.push(format!("  {} more nested calls were not kept", file.trace.nested_dropped));
    }
    lines.push(format!(
        "  in flight: mean {:.1}, peak {}; {} of the time in parallel; waiting at once: peak {}",
        profile.mean_width,
        profile.peak_width,
        percent(profile.utilisation()),
        profile.peak_queue,
    ));
    lines.push(format!(
        "  one call at a time would have taken {}, {:.1} times as long",
        time(profile.sequential),
        profile.speed_up()
    ));
    lines.push(format!(
        "  {}: {} that took {}; the script's own time is {}",
        style.ink(Ink::Critical, "critical path"),
        plural(profile.critical_path.len(), "call"),
        time(on_path),
        time(profile.wall.saturating_sub(on_path)),
    ));
    for (tool, state) in file.trace.breakers.iter().filter(|(_, state)| **state != BreakerState::Closed) {
        let text = format!("  the breaker of {} is {}", style.printable(tool), state.as_str());
        lines.push(style.ink(Ink::Bad, &text));
    }
    lines.push(String::new());
    lines.extend(table(file, profile, metrics, style));
    lines
}

fn table(file: &TraceFile, profile: &Profile, metrics: &Metrics, style: &Style) -> Vec<String> {
    if metrics.tools.is_empty() {
        return Vec::new();
    }
    let mut tools: Vec<&ToolMetrics> = metrics.tools.iter().collect();
    tools.sort_by_key(|tool| std::cmp::Reverse((critical(file, profile, &tool.tool), tool.calls)));
    let heads = ["calls", "failed", "p50", "p95", "p99", "a second", "critical"];
    let figures = |tool: &ToolMetrics| {
        [
            tool.calls.to_string(),
            tool.errors.values().sum::<u64>().to_string(),
            time(tool.latency.p50),
            time(tool.latency.p95),
            time(tool.latency.p99),
            format!("{:.1}", tool.per_second),
            time(critical(file, profile, &tool.tool)),
        ]
    };
    let shown = &tools[..tools.len().min(MAX_TOOLS)];
    let widths: [usize; 7] = std::array::from_fn(|n| {
        shown.iter().map(|tool| figures(tool)[n].len()).chain([heads[n].len()]).max().unwrap_or(0)
    });
    let longest = shown.iter().map(|tool| tool.tool.chars().count()).max().unwrap_or(0);
    let room = style.width.saturating_sub(widths.iter().sum::<usize>() + 2 * widths.len() + 2);
    let name = longest.min(room.max(12));
    let row = |first: &str, cells: &[String]| {
        let cells: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        format!("  {}  {}", style.fit(first, name), cells.join("  "))
    };
    let mut lines = vec![style.ink(Ink::Soft, &row("", &heads.map(str::to_owned)))];
    lines.extend(shown.iter().map(|tool| row(&tool.tool, &figures(tool))));
    if tools.len() > shown.len() {
        lines.push(format!("  and {} more tools", tools.len() - shown.len()));
    }
    lines.push(String::new());
    lines
}

/// How much of the critical path is that tool's.
fn critical(file: &TraceFile, profile: &Profile, tool: &str) -> std::time::Duration {
    let is_its = |id: u64| file.trace.calls.get(id as usize - 1).is_some_and(|call| call.tool == tool);
    profile.critical_path.iter().filter(|step| is_its(step.call)).map(|step| step.took).sum()
}
