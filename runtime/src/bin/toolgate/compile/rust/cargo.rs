//! Runs of cargo, within a time that they share and with bounded output, by the network only where they must. Knows nothing of
//! what is built.

use std::env;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::{Status, signals};

/// The most that is kept of what cargo prints on each of its streams, in bytes.
const MAX_OUTPUT: u64 = 64 << 20;

/// What cargo is told so that it downloads nothing, and what it says where it would have to.
const OFFLINE: &str = "--offline";
/// By which variable cargo's user says the same for good.
const STAY_OFFLINE: &str = "CARGO_NET_OFFLINE";

/// The time that the runs of one build have together.
#[derive(Clone, Copy)]
pub(super) struct BuildTime {
    limit: Duration,
    until: Instant,
}

impl BuildTime {
    /// Begins now.
    pub(super) fn new(limit: Duration) -> Self {
        Self { limit, until: Instant::now() + limit }
    }
}

/// What a program left behind.
pub(super) struct Ended {
    pub(super) succeeded: bool,
    pub(super) out: Vec<u8>,
    /// What it said beside that.
    pub(super) told: String,
}

/// How a build went.
pub(super) struct Built {
    pub(super) succeeded: bool,
    pub(super) messages: Vec<Message>,
    /// What cargo itself said.
    pub(super) told: String,
}

/// A line of cargo's own JSON.
#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) reason: String,
    #[serde(default)]
    pub(super) manifest_path: PathBuf,
    /// The compiler's own, of `compiler-message`.
    pub(super) message: Option<Value>,
    /// What was made, of `compiler-artifact`.
    #[serde(default)]
    pub(super) filenames: Vec<PathBuf>,
}

impl Built {
    fn of(ended: Ended) -> Self {
        let lines = ended.out.split(|byte| *byte == b'\n');
        let messages = lines.filter_map(|line| serde_json::from_slice(line).ok()).collect();
        Self { succeeded: ended.succeeded, messages, told: ended.told }
    }

    /// Whether cargo failed for want of what it may not download.
    fn wants_network(&self) -> bool {
        let is_error = |message: &Message| message.message.as_ref().is_some_and(|message| message["level"] == "error");
        !self.succeeded && self.told.contains(OFFLINE) && !self.messages.iter().any(is_error)
    }
}

/// Builds with what is here already. Where that is not enough cargo is run again, and may download what is missing; `tell` says so
/// before. `command` is a `cargo build` that prints JSON.
///
/// # Errors
/// As of [`run`]; something is missing, and cargo's user wants it to stay offline.
pub(super) async fn build(command: impl Fn() -> Command, time: BuildTime, tell: impl Fn(&str)) -> Result<Built> {
    let mut offline = command();
    offline.arg(OFFLINE);
    let built = Built::of(run(offline, time).await?);
    if !built.wants_network() {
        return Ok(built);
    }
    if env::var_os(STAY_OFFLINE).is_some_and(|value| value == "true") {
        let said = built.told.trim_end();
        bail!(
            "what the script is built with is not all on this machine, and {STAY_OFFLINE} is set: build it once without that; cargo says:\n{said}"
        );
    }
    tell("what it is built with is not all on this machine: cargo downloads what is missing, once");
    Ok(Built::of(run(command(), time).await?))
}

enum Event {
    /// A stream's text, at its end.
    Text(usize, Vec<u8>),
    Stopped(Status),
}

/// Runs it to its end, or to the end of its time, or until the process is told to end.
///
/// # Errors
/// It can't be started, or was stopped.
pub(super) async fn run(mut command: Command, time: BuildTime) -> Result<Ended> {
    let (events, received) = mpsc::channel();
    let interrupted = events.clone();
    let listening = tokio::spawn(async move {
        let status = signals::stop().await;
        // Nobody may be waiting any more.
        drop(interrupted.send(Event::Stopped(status)));
    });
    let building = move || {
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        // The compilers that cargo starts are stopped with it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = command.spawn().with_context(|| format!("can't start {program}"))?;
        read(child.stdout.take(), 0, &events);
        read(child.stderr.take(), 1, &events);
        drop(events);
        let mut texts = [Vec::new(), Vec::new()];
        for _ in 0..texts.len() {
            match received.recv_timeout(time.until.saturating_duration_since(Instant::now())) {
                Ok(Event::Text(stream, text)) => texts[stream] = text,
                Ok(Event::Stopped(status)) => {
                    stop(&mut child);
                    bail!(signals::Stopped(status));
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    stop(&mut child);
                    let limit = humantime::format_duration(time.limit);
                    bail!("the build took longer than {limit}: allow more with --build-time");
                }
            }
        }
        let succeeded = child.wait()?.success();
        let [out, err] = texts;
        Ok(Ended { succeeded, out, told: String::from_utf8_lossy(&err).into_owned() })
    };
    let built = tokio::task::spawn_blocking(building).await;
    listening.abort();
    built?
}

/// Sends a stream's text when the stream ends. What is over the bound is read, so that nobody waits, and thrown away.
fn read(stream: Option<impl Read + Send + 'static>, number: usize, events: &Sender<Event>) {
    let events = events.clone();
    thread::spawn(move || {
        let mut text = Vec::new();
        if let Some(mut stream) = stream {
            // What was read until then is what there is.
            drop(stream.by_ref().take(MAX_OUTPUT).read_to_end(&mut text));
            drop(std::io::copy(&mut stream, &mut std::io::sink()));
        }
        drop(events.send(Event::Text(number, text)));
    });
}

/// Ends it and the compilers that it started.
fn stop(child: &mut Child) {
    #[cfg(unix)]
    drop(Command::new("kill").args(["-KILL", "--", &format!("-{}", child.id())]).stderr(Stdio::null()).status());
    drop(child.kill());
    drop(child.wait());
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn within(limit: Duration) -> BuildTime {
        BuildTime::new(limit)
    }

    #[tokio::test]
    async fn output_is_told_and_time_is_limited() {
        let ended = run(shell("echo out; echo why >&2; exit 3"), within(Duration::from_secs(60))).await.unwrap();
        assert_eq!((ended.succeeded, &*ended.out, &*ended.told), (false, &b"out\n"[..], "why\n"));
        let started = Instant::now();
        let stopped = run(shell("sleep 100 & wait"), within(Duration::from_millis(50))).await;
        assert!(stopped.err().unwrap().to_string().contains("longer than 50ms: allow more with --build-time"));
        assert!(started.elapsed() < Duration::from_secs(50));
    }

    /// How often the network was asked for, and how it ended.
    async fn built(script: &str) -> (usize, Built) {
        let told = std::cell::Cell::new(0);
        // `sh -c SCRIPT [--offline]`: the argument is `$0`.
        let built = build(|| shell(script), within(Duration::from_secs(60)), |_| told.set(told.get() + 1)).await;
        (told.get(), built.expect("a build that ends"))
    }

    #[tokio::test]
    async fn the_network_is_for_what_is_missing() {
        let line = "echo '{\"reason\":\"x\"}'; echo no JSON";
        let (told, done) = built(line).await;
        assert!(told == 0 && done.succeeded && done.messages.len() == 1);
        let missing = "test \"$0\" != --offline || { echo 'x, but --offline was specified' >&2; exit 101; }";
        let (told, done) = built(missing).await;
        assert!(told == 1 && done.succeeded);
        // The script's own mistakes are no reason, whatever else is said.
        let wrong =
            "echo '{\"reason\":\"compiler-message\",\"message\":{\"level\":\"error\"}}'; echo --offline >&2; exit 101";
        assert!(matches!(built(wrong).await, (0, Built { succeeded: false, .. })));
        assert!(matches!(built("echo no >&2; exit 101").await, (0, Built { succeeded: false, .. })));
    }
}
