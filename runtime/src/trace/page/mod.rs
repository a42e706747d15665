//! A trace as one page that needs nothing else: no network, no other file. What tools and scripts said is hostile: it stands in the
//! page as JSON without `<`, reaches the document as text only, and the page's policy lets no other script run than its own.

use std::collections::HashMap;

use serde::Serialize;

use super::metrics::UNKNOWN;
use super::{AttemptReason, CallRecord, Profile, TraceFile};

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const PROGRAM: &str = include_str!("page.js");

/// Times are in microseconds. Short keys, since there may be many thousands of calls.
#[derive(Serialize)]
struct Data<'a> {
    run: Run<'a>,
    tools: Vec<Tool<'a>>,
    calls: Vec<Call<'a>>,
}

#[derive(Serialize)]
struct Run<'a> {
    id: String,
    toolgate: &'a str,
    script: Option<&'a str>,
    outcome: &'a str,
    message: Option<&'a str>,
    began: u64,
    wall: f64,
    sequential: f64,
    parallel: f64,
    width: f64,
    peak: u64,
    queue: u64,
    /// Call, time of the script before it, time that it took.
    path: Vec<(u64, f64, f64)>,
}

#[derive(Serialize, Default)]
struct Tool<'a> {
    tool: &'a str,
    calls: u64,
    errors: std::collections::BTreeMap<String, u64>,
    p50: f64,
    p95: f64,
    p99: f64,
    max: f64,
    waited: f64,
    rate: f64,
    path: f64,
}

#[derive(Serialize)]
struct Call<'a> {
    id: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<u64>,
    t: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    l: Option<(u32, u32)>,
    q: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    s: Option<f64>,
    e: f64,
    o: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    b: Option<super::AnsweredBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    w: Option<u64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    a: Vec<(AttemptReason, f64, f64, &'static str)>,
    i: u64,
    r: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    m: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    x: Option<&'a str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    y: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    c: bool,
}

fn micros(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

impl TraceFile {
    /// The trace as a page of HTML.
    ///
    /// # Errors
    /// The system gives no random bytes, which the page's policy needs.
    pub fn to_html(&self) -> std::io::Result<String> {
        let profile = self.trace.profile();
        let data = serde_json::to_string(&self.data(&profile))?;
        let nonce = format!("{:032x}", u128::from_ne_bytes(random()?));
        let size = PAGE.len() + STYLE.len() + PROGRAM.len() + data.len() + 1024;
        let mut page = String::with_capacity(size);
        let mut rest = PAGE;
        // In one pass, so that nothing in the data is taken for a place to fill.
        while let Some((before, after)) = rest.split_once("{{") {
            let Some((name, after)) = after.split_once("}}") else { break };
            page.push_str(before);
            match name {
                "nonce" => page.push_str(&nonce),
                "style" => page.push_str(STYLE),
                "program" => page.push_str(PROGRAM),
                _ => page.push_str(&in_script(&data)),
            }
            rest = after;
        }
        page.push_str(rest);
        Ok(page)
    }

    fn data<'a>(&'a self, profile: &Profile) -> Data<'a> {
        let steps: HashMap<u64, f64> =
            profile.critical_path.iter().map(|step| (step.call, micros(step.took))).collect();
        let (tools, index) = self.tools(&steps);
        let call = |call: &'a CallRecord| Call {
            id: call.id,
            p: call.parent,
            t: index.get(call.tool.as_str()).copied().unwrap_or_default(),
            l: call.at,
            q: micros(call.queued),
            s: call.started.map(micros),
            e: micros(call.ended),
            o: call.outcome.as_str(),
            b: call.answered_by,
            w: call.shared_with,
            a: call
                .attempts
                .iter()
                .map(|attempt| {
                    (attempt.reason, micros(attempt.started), micros(attempt.ended), attempt.outcome.as_str())
                })
                .collect(),
            i: call.argument_bytes,
            r: call.result_bytes,
            m: call.message.as_deref(),
            x: call.arguments.as_ref().map(|arguments| arguments.text.as_str()),
            y: call.arguments.as_ref().is_some_and(|arguments| !arguments.whole),
            c: steps.contains_key(&call.id),
        };
        let began = self.trace.began.duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Data {
            run: Run {
                id: self.trace.run.to_string(),
                toolgate: &self.toolgate,
                script: self.script.as_deref(),
                outcome: &self.end.outcome,
                message: self.end.message.as_deref(),
                began: u64::try_from(began.as_millis()).unwrap_or(u64::MAX),
                wall: micros(self.trace.wall),
                sequential: micros(profile.sequential),
                parallel: micros(profile.parallel),
                width: profile.mean_width,
                peak: profile.peak_width,
                queue: profile.peak_queue,
                path: profile
                    .critical_path
                    .iter()
                    .map(|step| (step.call, micros(step.script), micros(step.took)))
                    .collect(),
            },
            tools,
            calls: self.trace.calls.iter().map(call).collect(),
        }
    }

    /// One a name that occurs, with figures where calls of the run's own have it, and where each stands.
    fn tools(&self, steps: &HashMap<u64, f64>) -> (Vec<Tool<'_>>, HashMap<&str, usize>) {
        let mut tools: Vec<Tool<'_>> = Vec::new();
        let mut index = HashMap::new();
        for call in &self.trace.calls {
            let at = *index.entry(call.tool.as_str()).or_insert_with(|| {
                tools.push(Tool { tool: &call.tool, ..Tool::default() });
                tools.len() - 1
            });
            tools[at].path += steps.get(&call.id).copied().unwrap_or_default();
        }
        for metrics in self.trace.metrics().tools {
            let at = index.get(metrics.tool.as_str()).copied().unwrap_or(tools.len());
            if at == tools.len() {
                tools.push(Tool { tool: UNKNOWN, ..Tool::default() });
            }
            let tool = &mut tools[at];
            tool.calls = metrics.calls;
            tool.p50 = micros(metrics.latency.p50);
            tool.p95 = micros(metrics.latency.p95);
            tool.p99 = micros(metrics.latency.p99);
            tool.max = micros(metrics.latency.max);
            tool.waited = micros(metrics.queue.p95);
            tool.rate = metrics.per_second;
            tool.errors = metrics.errors;
        }
        (tools, index)
    }
}

fn random() -> std::io::Result<[u8; 16]> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
    Ok(bytes)
}

/// JSON that can stand inside of a script element: nothing in it can end one, or begin a comment.
fn in_script(json: &str) -> String {
    json.replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\u{2028}', "\\u2028")
        .replace('\u{2029}', "\\u2029")
}

#[cfg(test)]
mod tests {
    use super::in_script;

    #[test]
    fn nothing_ends_the_script_element() {
        let hostile = serde_json::to_string("</script><script>alert(1)</script><!--&\u{2028}").unwrap();
        let written = in_script(&hostile);
        assert!(!written.contains(['<', '>', '&', '\u{2028}']), "{written}");
        assert_eq!(
            serde_json::from_str::<String>(&written).unwrap(),
            serde_json::from_str::<String>(&hostile).unwrap()
        );
    }
}
