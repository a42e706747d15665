//! The page that `toolgate trace --html` writes, in a real browser: what is in the document, what a person can do with it, and that
//! nothing which a tool or a script said becomes more than text.

use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Browser, Toolgate};

crate::tests![
    the_page_shows_what_the_trace_says,
    the_filter_finds_tools_and_outcomes,
    a_row_tells_more_by_mouse_and_by_keyboard,
    nothing_in_a_trace_becomes_a_program,
    twenty_thousand_calls_stay_usable,
    a_part_of_the_time_can_be_looked_at,
    light_and_dark,
    a_run_that_failed_and_one_without_calls,
];

/// What would run if it were not text, and would leave a mark.
const HOSTILE: &str = "</script><script>window.pwned = 1</script><img src=x onerror=\"window.pwned = 1\">";

const CONFIG: &str = r#"
[providers.shop]
kind = "simulated"
[[providers.shop.tools]]
name = "customers"
latency = "20ms"
returns = [1, 2]
annotations = { read_only = true }
[[providers.shop.tools]]
name = "orders"
latency = "40ms"
echo = true
annotations = { read_only = true }
[[providers.shop.tools]]
name = "closed"
error_rate = 1
error_message = "the <b>shop</b> is closed"
returns = 1
"#;

const SCRIPT: &str = "
await tools.shop.customers({});
await Promise.all([tools.shop.orders({ of: 1, note: input }), tools.shop.customers({}), tools.shop.closed({}).catch(() => {})]);
await tools.shop.customers({ last: true });
try { await tools['shop']['<script>window.pwned = 1</script>']({}); } catch {}
return 1;
";

/// A run of that script, its trace and its page.
struct Shown {
    folder: TempDir,
    browser: Browser,
}

impl Shown {
    fn run(script: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::write(at("toolgate.toml"), CONFIG).unwrap();
        std::fs::write(at("script.js"), script).unwrap();
        let run = Toolgate::new(["run", "--trace-arguments", "--input", &json!(HOSTILE).to_string()]);
        let run = run.arg("--trace").arg(at("run.jsonl")).arg("--config").arg(at("toolgate.toml"));
        run.arg(at("script.js")).end();
        Self::page(folder)
    }

    /// Shows `run.jsonl` of the folder.
    fn page(folder: TempDir) -> Self {
        let (trace, page) = (folder.path().join("run.jsonl"), folder.path().join("page.html"));
        Toolgate::new(["trace"]).arg(trace).arg("--html").arg(&page).end().with_status(0);
        let browser = Browser::open(&page);
        Self { folder, browser }
    }

    fn figures(&self) -> Value {
        Toolgate::new(["trace", "--json"]).arg(self.file()).end().with_status(0).json()
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("run.jsonl")
    }
}

fn ids(browser: &mut Browser, selector: &str) -> Vec<u64> {
    let found =
        browser.eval(&format!("[...document.querySelectorAll('{selector}')].map((row) => Number(row.dataset.id))"));
    let mut ids: Vec<u64> = found.as_array().unwrap().iter().map(|id| id.as_u64().unwrap()).collect();
    ids.sort_unstable();
    ids
}

fn text(browser: &mut Browser, selector: &str) -> String {
    browser.eval(&format!("document.querySelector('{selector}').innerText")).as_str().unwrap().to_owned()
}

fn the_page_shows_what_the_trace_says() {
    let mut shown = Shown::run(SCRIPT);
    let figures = shown.figures();
    let browser = &mut shown.browser;
    assert_eq!(ids(browser, ".row"), [1, 2, 3, 4, 5, 6]);
    let path: Vec<u64> = figures["profile"]["critical_path"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["call"].as_u64().unwrap())
        .collect();
    assert_eq!(ids(browser, ".row.critical"), path);
    assert_eq!(path, [1, 2, 5, 6]);
    assert_eq!(
        browser.eval("[...document.querySelectorAll('#strip i')].map((step) => Number(step.dataset.call))"),
        json!(path)
    );
    assert_eq!(ids(browser, ".row.failed"), [4, 6]);
    assert_eq!(text(browser, "#count"), "6 calls");
    assert!(text(browser, "#script").ends_with("script.js"));
    assert_eq!(text(browser, "#outcome"), "done");
    let tiles = text(browser, "#tiles");
    for part in ["wall time", "6\ncalls", "2\nfailed", "/ 3\nin flight, mean / peak"] {
        assert!(tiles.contains(part), "{part}: {tiles}");
    }
    // Bars stand where the times say: the second call's begins where the first one's ends, and is the longest.
    let place = |browser: &mut Browser, id: u64| {
        let place = browser.eval(&format!(
            "(() => {{ const box = document.querySelector('.row[data-id=\"{id}\"] .bar').getBoundingClientRect(); return [box.left, box.right]; }})()"
        ));
        (place[0].as_f64().unwrap(), place[1].as_f64().unwrap())
    };
    let (first, second, last) = (place(browser, 1), place(browser, 2), place(browser, 5));
    assert!(first.1 <= second.0 + 2.0 && second.1 <= last.0 + 2.0, "{first:?} {second:?} {last:?}");
    assert!(second.1 - second.0 > 1.5 * (first.1 - first.0), "{first:?} {second:?}");
    let table = text(browser, "#table tbody");
    for part in ["shop.customers\t3", "shop.orders\t1", "shop.closed\t1\t1 failed", "(unknown)\t1\t1 unknown-tool"] {
        assert!(table.contains(part), "{part}: {table}");
    }
    browser.was_quiet();
}

fn the_filter_finds_tools_and_outcomes() {
    let mut shown = Shown::run(SCRIPT);
    let browser = &mut shown.browser;
    browser.mouse("#filter", true);
    browser.write("custom");
    browser.until("document.querySelectorAll('.row').length === 3");
    assert_eq!(ids(browser, ".row"), [1, 3, 5]);
    assert_eq!(text(browser, "#count"), "3 of 6 calls");
    browser.eval("document.getElementById('filter').select()");
    browser.write("unknown-tool");
    browser.until("document.querySelectorAll('.row').length === 1");
    assert_eq!(ids(browser, ".row"), [6]);
    browser.eval("document.getElementById('filter').select()");
    browser.write("nobody");
    browser.until("document.querySelector('.empty')?.innerText === 'no call is like that'");
    browser.mouse("#table tbody tr[data-tool=\"shop.orders\"]", true);
    browser.until("document.querySelectorAll('.row').length === 1");
    assert_eq!(ids(browser, ".row"), [2]);
    browser.mouse("#table tbody tr[data-tool=\"shop.orders\"]", true);
    browser.mouse("#critical-only", true);
    browser.until("document.querySelectorAll('.row').length === 4");
    browser.mouse("#failed-only", true);
    browser.until("document.querySelectorAll('.row').length === 1");
    assert_eq!(ids(browser, ".row"), [6]);
    browser.was_quiet();
}

fn a_row_tells_more_by_mouse_and_by_keyboard() {
    let mut shown = Shown::run(SCRIPT);
    let browser = &mut shown.browser;
    assert_eq!(browser.eval("document.getElementById('tip').hidden"), true);
    browser.mouse(".row[data-id=\"4\"] .bar", false);
    browser.until("!document.getElementById('tip').hidden");
    let tip = text(browser, "#tip");
    for part in ["#4 shop.closed", "failed", "the <b>shop</b> is closed", "line 3, column"] {
        assert!(tip.contains(part), "{part}: {tip}");
    }
    browser.mouse(".row[data-id=\"2\"] .bar", false);
    browser.until("document.getElementById('tip').innerText.includes('#2')");
    let tip = text(browser, "#tip");
    for part in ["shop.orders", "determined the wall time", "in, ", HOSTILE.split('"').next().unwrap()] {
        assert!(tip.contains(part), "{part}: {tip}");
    }
    browser.mouse("#script", false);
    browser.until("document.getElementById('tip').hidden");
    browser.eval("document.querySelector('.row[data-id=\"1\"]').focus()");
    assert!(text(browser, "#tip").contains("#1 shop.customers"));
    browser.press("ArrowDown");
    browser.until("document.activeElement.dataset.id === '2'");
    assert!(text(browser, "#tip").contains("#2 shop.orders"));
    browser.press("Escape");
    browser.until("document.getElementById('tip').hidden");
    let inside = "(() => { const box = document.getElementById('tip').getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth && box.top >= 0; })()";
    browser.mouse(".row[data-id=\"6\"]", false);
    browser.until("!document.getElementById('tip').hidden");
    assert_eq!(browser.eval(inside), true);
    browser.was_quiet();
}

fn nothing_in_a_trace_becomes_a_program() {
    let mut shown = Shown::run(SCRIPT);
    let browser = &mut shown.browser;
    for id in 1..=6 {
        browser.mouse(&format!(".row[data-id=\"{id}\"]"), false);
    }
    assert_eq!(browser.eval("window.pwned ?? null"), Value::Null);
    assert_eq!(browser.eval("document.scripts.length"), 2, "the data and the program");
    assert_eq!(browser.eval("document.images.length"), 0);
    assert!(text(browser, ".row[data-id=\"6\"]").contains("shop.<script>window.pwned = 1</script>"));
    browser.was_quiet();
    // And if anything ever did become one, the page's policy would not run it.
    let late = "(() => { const late = document.createElement('script'); late.textContent = 'window.late = 1'; document.body.append(late); return window.late ?? null; })()";
    assert_eq!(browser.eval(late), Value::Null);
}

/// A trace of so many calls, twelve at a time, as the program would write it.
fn synthetic(calls: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut text = String::from(
        "{\"toolgate_trace\":1,\"toolgate\":\"0.1.0\",\"run\":\"00000000000000ff\",\"began_ms\":1767225600000,\"script\":\"many.ts\"}\n",
    );
    for id in 1..=calls {
        let (lane, step) = ((id - 1) % 12, (id - 1) / 12);
        let from = step * 10_000_000 + lane * 1_000;
        let to = from + 5_000_000 + lane * 300_000;
        let outcome = if id % 50 == 0 { r#""error","kind":"timed-out","message":"too slow""# } else { "\"done\"" };
        writeln!(
            text,
            r#"{{"call":{{"id":{id},"tool":"t.tool{lane}","at":[{lane},2],"queued_ns":{from},"started_ns":{from},"ended_ns":{to},"argument_bytes":2,"result_bytes":3,"outcome":{outcome}}}}}"#
        )
        .unwrap();
    }
    let wall = (calls / 12 + 1) * 10_000_000;
    let usage = r#"{"calls":0,"tool_bytes":0,"tool_tokens":null,"result_bytes":1,"result_tokens":null,"wall_ms":1.0,"peak_memory_bytes":1}"#;
    writeln!(text, r#"{{"end":{{"outcome":"done","usage":{usage},"wall_ns":{wall},"calls":{calls}}}}}"#).unwrap();
    std::fs::write(folder.path().join("run.jsonl"), text).unwrap();
    folder
}

fn twenty_thousand_calls_stay_usable() {
    let mut shown = Shown::page(synthetic(20_000));
    let browser = &mut shown.browser;
    assert_eq!(text(browser, "#count"), "20,000 calls");
    let rows = browser.eval("document.querySelectorAll('.row').length").as_u64().unwrap();
    assert!((10..200).contains(&rows), "{rows} rows are in the document");
    let began = Instant::now();
    browser.eval("document.getElementById('gantt').scrollTop = 1e9");
    browser.until("document.querySelector('.row[data-id=\"20000\"]') !== null");
    // The time follows: the last calls are wide enough to see.
    browser.until("document.querySelector('.row[data-id=\"20000\"] .bar').getBoundingClientRect().width > 20");
    browser.mouse("#filter", true);
    browser.write("tool7 timed-out");
    browser.until(
        "document.getElementById('count').innerText.startsWith('0 of') || document.querySelectorAll('.row').length > 0",
    );
    let (took, count) = (began.elapsed(), text(browser, "#count"));
    let expected = (1..=20_000_u64).filter(|id| id % 50 == 0 && (id - 1) % 12 == 7).count();
    assert_eq!(count, format!("{expected} of 20,000 calls"));
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert!(browser.eval("document.querySelectorAll('.row').length").as_u64().unwrap() < 200);
    browser.was_quiet();
}

fn a_part_of_the_time_can_be_looked_at() {
    let mut shown = Shown::page(synthetic(60));
    let browser = &mut shown.browser;
    let width = "document.querySelector('.row[data-id=\"13\"] .bar').getBoundingClientRect().width";
    let before = browser.eval(width).as_f64().unwrap();
    let place = browser.eval("(() => { const box = document.getElementById('overview').getBoundingClientRect(); return [box.left, box.top + 40, box.width]; })()");
    let [left, y, wide] = [0, 1, 2].map(|n| place[n].as_f64().unwrap());
    for (kind, share) in [("mousePressed", 0.1), ("mouseMoved", 0.3), ("mouseReleased", 0.35)] {
        let event =
            json!({ "type": kind, "x": left + wide * share, "y": y, "button": "left", "buttons": 1, "clickCount": 1 });
        browser.call("Input.dispatchMouseEvent", event);
    }
    browser.until(&format!("{width} > {}", before * 3.0));
    assert_eq!(browser.eval("document.getElementById('all').hidden"), false);
    browser.mouse("#all", true);
    browser.until(&format!("Math.abs({width} - {before}) < 1"));
    browser.was_quiet();
}

fn light_and_dark() {
    let mut shown = Shown::page(synthetic(12));
    let browser = &mut shown.browser;
    let mut background = |scheme: &str| {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        browser.call("Emulation.setEmulatedMedia", features);
        let brightness = "(() => { const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number); return (r + g + b) / 3; })()";
        browser.eval(brightness).as_f64().unwrap()
    };
    assert!(background("light") > 220.0);
    assert!(background("dark") < 40.0);
    browser.mouse("#theme", true);
    browser.until("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).every((part) => part > 220)");
    browser.was_quiet();
}

fn a_run_that_failed_and_one_without_calls() {
    let mut failed = Shown::run("await tools.shop.customers({});\nnull.x");
    let browser = &mut failed.browser;
    assert_eq!(text(browser, "#outcome"), "thrown");
    assert!(text(browser, "#failure").contains("TypeError"), "{}", text(browser, "#failure"));
    assert_eq!(ids(browser, ".row"), [1]);
    browser.was_quiet();
    let mut empty = Shown::run("return 1");
    assert_eq!(text(&mut empty.browser, ".empty"), "the run made no calls");
    empty.browser.was_quiet();
}
