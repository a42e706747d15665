//! One run of cargo, within a time and with bounded output. Knows nothing of what is built.

use std::io::Read;
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
    pub(super) manifest_path: String,
    /// The compiler's own, of `compiler-message`.
    pub(super) message: Option<Value>,
    /// What was made, of `compiler-artifact`.
    #[serde(default)]
    pub(super) filenames: Vec<String>,
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
pub(super) async fn run(mut command: Command, limit: Duration) -> Result<Built> {
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
        let deadline = Instant::now() + limit;
        let mut texts = [Vec::new(), Vec::new()];
        for _ in 0..texts.len() {
            match received.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(Event::Text(stream, text)) => texts[stream] = text,
                Ok(Event::Stopped(status)) => {
                    stop(&mut child);
                    bail!(signals::Stopped(status));
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    stop(&mut child);
                    let limit = humantime::format_duration(limit);
                    bail!("the build took longer than {limit}: allow more with --build-time");
                }
            }
        }
        let succeeded = child.wait()?.success();
        let [out, err] = texts;
        let messages = out.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
        Ok(Built { succeeded, messages, told: String::from_utf8_lossy(&err).into_owned() })
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

    #[tokio::test]
    async fn output_is_told_and_time_is_limited() {
        let built =
            run(shell("echo '{\"reason\":\"x\"}'; echo no; echo why >&2; exit 3"), Duration::from_secs(60)).await;
        let built = built.unwrap();
        assert!(!built.succeeded && built.messages.len() == 1 && built.told == "why\n");
        let started = Instant::now();
        let stopped = run(shell("sleep 100 & wait"), Duration::from_millis(50)).await;
        assert!(stopped.err().unwrap().to_string().contains("longer than 50ms: allow more with --build-time"));
        assert!(started.elapsed() < Duration::from_secs(50));
    }
}
