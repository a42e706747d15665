//! The command line as a process that always ends: what it prints is collected, and past its time it is killed. Never polls.

use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::cache_home;

/// The most that one process may take.
const LIMIT: Duration = Duration::from_secs(20);

/// A call of the command line that has not begun.
pub(crate) struct Toolgate {
    command: Command,
    stdin: Vec<u8>,
    limit: Duration,
}

/// What a process left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Toolgate {
    /// `toolgate ARGS…`, in the checkout's `tests` folder.
    pub(crate) fn new<I: IntoIterator<Item = S>, S: AsRef<OsStr>>(args: I) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_toolgate"));
        command.args(args).current_dir(super::root().join("tests"));
        Self::of(command)
    }

    fn of(mut command: Command) -> Self {
        // What the environment says of collectors is not the tests'.
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("OTEL_")) {
            command.env_remove(name);
        }
        // The tests share one cache of compiled code, apart from the user's.
        command.env("XDG_CACHE_HOME", cache_home());
        Self { command, stdin: Vec::new(), limit: LIMIT }
    }

    /// Another program, with its own limit.
    pub(crate) fn program(command: Command, limit: Duration) -> Self {
        Self::of(command).limit(limit)
    }

    /// A line for the shell, in the checkout, with `toolgate` on the path.
    pub(crate) fn shell(line: &str) -> Self {
        let program = Path::new(env!("CARGO_BIN_EXE_toolgate"));
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = program.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&path));
        let mut command = Command::new("sh");
        command.args(["-c", line]).current_dir(super::root()).env("PATH", std::env::join_paths(folders).unwrap());
        Self::of(command)
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn current_dir(mut self, dir: &Path) -> Self {
        self.command.current_dir(dir);
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn cache_home(mut self, dir: &Path) -> Self {
        self.command.env("XDG_CACHE_HOME", dir);
        self
    }

    pub(crate) fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.stdin = text.into();
        self
    }

    /// Lets it take longer, or less long, than any process may.
    pub(crate) fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Runs it to its end.
    pub(crate) fn end(self) -> Ended {
        warm_up();
        self.run().unwrap_or_else(|reason| panic!("{reason}"))
    }

    fn run(mut self) -> Result<Ended, String> {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let shown = format!("{:?}", self.command);
        let mut child = self.command.spawn().map_err(|error| format!("can't start {shown}: {error}"))?;
        let output = collect(&mut child, self.stdin);
        let deadline = Instant::now() + self.limit;
        let mut texts = [String::new(), String::new()];
        for _ in 0..texts.len() {
            match output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok((stream, text)) => texts[stream] = text,
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                    // By the handle, hence by its own number.
                    child
                        .kill()
                        .and_then(|()| child.wait().map(drop))
                        .map_err(|error| format!("can't kill {shown}: {error}"))?;
                    return Err(format!("{shown} took longer than {:?} and was killed", self.limit));
                }
            }
        }
        let status = child.wait().map_err(|error| format!("can't wait for {shown}: {error}"))?;
        let [stdout, stderr] = texts;
        let status = status.code().ok_or_else(|| format!("{shown} ended by a signal ({status})\n{stderr}"))?;
        Ok(Ended { status, stdout, stderr })
    }
}

/// Sends each stream's text when the stream ends.
fn collect(child: &mut Child, stdin: Vec<u8>) -> mpsc::Receiver<(usize, String)> {
    let (send, receive) = mpsc::channel();
    let mut pipe = child.stdin.take().unwrap();
    // A child that doesn't read its input closes it: not an error.
    thread::spawn(move || drop(pipe.write_all(&stdin)));
    let out: [Box<dyn Read + Send>; 2] =
        [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
    for (stream, mut pipe) in out.into_iter().enumerate() {
        let send = send.clone();
        thread::spawn(move || {
            let mut bytes = Vec::new();
            let read = pipe.read_to_end(&mut bytes);
            let text = read
                .map_or_else(|error| format!("unreadable: {error}"), |_| String::from_utf8_lossy(&bytes).into_owned());
            drop(send.send((stream, text)));
        });
    }
    receive
}

/// Compiles the engine once, so that the tests that follow at the same time all find it compiled.
fn warm_up() {
    static DONE: OnceLock<Result<(), String>> = OnceLock::new();
    let done = DONE.get_or_init(|| {
        std::fs::create_dir_all(cache_home()).map_err(|error| error.to_string())?;
        let ended = Toolgate::new(["run", "-", "--language", "javascript"])
            .stdin("return 1")
            .limit(Duration::from_secs(60))
            .run()?;
        if ended.stdout == "1\n" { Ok(()) } else { Err(format!("the engine does not run: {}", ended.stderr)) }
    });
    if let Err(reason) = done {
        panic!("{reason}");
    }
}

impl Ended {
    /// The one JSON value on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("no JSON on standard output ({error}): {self:?}"))
    }

    /// Asserts the exit status, and gives itself back.
    #[track_caller]
    pub(crate) fn with_status(self, status: i32) -> Self {
        assert_eq!(self.status, status, "stdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Asserts that standard error says all of `parts`.
    #[track_caller]
    pub(crate) fn says(self, parts: &[&str]) -> Self {
        for part in parts {
            assert!(self.stderr.contains(part), "{part:?} is not in standard error: {}", self.stderr);
        }
        self
    }
}

crate::tests![a_process_that_does_not_end_is_killed];

fn a_process_that_does_not_end_is_killed() {
    warm_up();
    let endless = Toolgate::new(["run", "-", "--language", "javascript"]).stdin("while (true) {}");
    let started = Instant::now();
    let reason = endless.limit(Duration::from_millis(300)).run().unwrap_err();
    assert!(reason.contains("was killed"), "{reason}");
    assert!(started.elapsed() < Duration::from_secs(10));
}
