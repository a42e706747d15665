//! A real browser, headless, driven by its devtools protocol over a pipe: no port, no network, a profile that is gone afterwards.
//! Never skipped: a test that needs one fails where there is none.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The most that one answer may take; a browser that starts on a busy machine is slow.
const LIMIT: Duration = Duration::from_secs(60);

/// What the program may be called.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The pipe's ends are the third and the fourth of the descriptors, where the protocol expects them.
const START: &str = "program=$1; shift; exec 3<&0 4>&1 </dev/null >/dev/null 2>/dev/null; exec \"$program\" \"$@\"";

const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--remote-debugging-pipe",
    "--window-size=1280,1000",
    "--lang=en",
];

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    input: ChildStdin,
    messages: Receiver<Value>,
    session: Option<String>,
    last: u64,
    /// What the page did by itself: errors, requests, dialogs.
    events: Vec<Value>,
    _profile: TempDir,
}

impl Browser {
    /// Shows a file.
    pub(crate) fn open(file: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", START, "sh"]).arg(program()).args(FLAGS);
        command.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
        let (send, messages) = mpsc::channel();
        thread::spawn(move || {
            for message in BufReader::new(output).split(0) {
                let Some(value) = message.ok().and_then(|text| serde_json::from_slice(&text).ok()) else { return };
                if send.send(value).is_err() {
                    return;
                }
            }
        });
        let mut browser =
            Self { child, input, messages, session: None, last: 0, events: Vec::new(), _profile: profile };
        browser.attach();
        browser.call("Page.navigate", json!({ "url": format!("file://{}", file.display()) }));
        browser.wait_for("Page.loadEventFired");
        browser
    }

    fn attach(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attached = json!({ "targetId": target["targetId"], "flatten": true });
        let session = self.call("Target.attachToTarget", attached);
        self.session = Some(session["sessionId"].as_str().unwrap().to_owned());
        for domain in ["Page", "Runtime", "Log", "Network"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        let size = json!({ "width": 1280, "height": 1000, "deviceScaleFactor": 1, "mobile": false });
        self.call("Emulation.setDeviceMetricsOverride", size);
    }

    /// One command of the protocol.
    pub(crate) fn call(&mut self, method: &str, parameters: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut message = json!({ "id": id, "method": method, "params": parameters });
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
        loop {
            let answer = self.next(method);
            if answer["id"] == id {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].clone();
            }
        }
    }

    fn next(&mut self, what: &str) -> Value {
        let message = self.messages.recv_timeout(LIMIT);
        let message = message.unwrap_or_else(|error| panic!("{what}: the browser does not answer ({error})"));
        if message["method"].is_string() {
            self.events.push(message.clone());
        }
        message
    }

    fn wait_for(&mut self, event: &str) {
        if self.events.iter().any(|seen| seen["method"] == event) {
            return;
        }
        while self.next(event)["method"] != event {}
    }

    /// What an expression of JavaScript is in the page; a promise's value, where it is one.
    #[track_caller]
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let parameters = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let result = self.call("Runtime.evaluate", parameters);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Waits until the expression is true: the page draws when it comes to it.
    #[track_caller]
    pub(crate) fn until(&mut self, expression: &str) {
        let deadline = Instant::now() + LIMIT;
        let frame = format!("new Promise((done) => requestAnimationFrame(() => done({expression})))");
        while self.eval(&frame) != true {
            assert!(Instant::now() < deadline, "never true: {expression}");
        }
    }

    /// Moves the mouse to the middle of what the selector finds, and clicks there where asked.
    #[track_caller]
    pub(crate) fn mouse(&mut self, selector: &str, click: bool) {
        let selector = serde_json::to_string(selector).unwrap();
        self.eval(&format!("document.querySelector({selector}).scrollIntoView({{ block: 'center' }})"));
        let place = self.eval(&format!(
            "(() => {{ const box = document.querySelector({selector}).getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; }})()"
        ));
        let (x, y) = (&place[0], &place[1]);
        self.call("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": x, "y": y }));
        if click {
            for kind in ["mousePressed", "mouseReleased"] {
                let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1 });
                self.call("Input.dispatchMouseEvent", event);
            }
        }
    }

    /// Presses a key that types nothing.
    pub(crate) fn press(&mut self, key: &str) {
        for kind in ["rawKeyDown", "keyUp"] {
            self.call("Input.dispatchKeyEvent", json!({ "type": kind, "key": key, "code": key }));
        }
    }

    /// Types into what has the focus.
    pub(crate) fn write(&mut self, text: &str) {
        self.call("Input.insertText", json!({ "text": text }));
    }

    /// Asserts that the page did nothing but show itself: no error, no dialog, no request but for its file.
    #[track_caller]
    pub(crate) fn was_quiet(&mut self) {
        self.eval("1");
        for event in &self.events {
            let method = event["method"].as_str().unwrap_or_default();
            let loud = [
                "Runtime.exceptionThrown",
                "Log.entryAdded",
                "Runtime.consoleAPICalled",
                "Page.javascriptDialogOpening",
            ];
            assert!(!loud.contains(&method), "{event}");
            let url = &event["params"]["request"]["url"];
            let outside = url.as_str().is_some_and(|url| !url.starts_with("file://") && !url.starts_with("data:"));
            assert!(method != "Network.requestWillBeSent" || !outside, "{url}");
        }
        let requests = self.events.iter().filter(|event| event["method"] == "Network.requestWillBeSent").count();
        assert_eq!(requests, 1, "the file, and nothing beside it");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // By the handle, hence by its own number; its helpers end with it.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn program() -> std::path::PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .flat_map(|folder| NAMES.map(|name| folder.join(name)))
        .find(|program| program.is_file());
    found.unwrap_or_else(|| {
        panic!("there is no browser to look at pages with: install chromium, or let `cargo xtask test` do it")
    })
}
