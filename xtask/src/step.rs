//! One step of a command: says what it is doing and how long it took. A quiet step keeps its program's output in a log and
//! shows the end of it when it fails; it never swallows a failure.

use anyhow::{Context, Result, bail};
use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often a step that takes long says what its program is at.
const SIGN_OF_LIFE: Duration = Duration::from_secs(30);
/// How often a quiet step looks whether its program has ended.
const POLL: Duration = Duration::from_millis(20);
/// How many lines of a log a failure shows.
const TAIL: usize = 40;
/// How much of the end of a log is looked at.
const TAIL_BYTES: u64 = 64 * 1024;

/// Runs a program with its output in the log, for at most `limit`.
pub(crate) fn quiet(what: &str, mut command: Command, log: &Path, limit: Duration) -> Result<()> {
    if let Some(folder) = log.parent() {
        fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    }
    let output = File::create(log).with_context(|| format!("could not write {}", log.display()))?;
    command.stdin(Stdio::null()).stdout(output.try_clone()?).stderr(output);
    let mut line = Line::start(what);
    let mut child = spawn(&mut command)?;
    let status = line.watch(&mut child, log, limit)?;
    line.end();
    if status.success() {
        return Ok(());
    }
    bail!("{what} failed ({status}); the end of {}:\n{}", log.display(), tail(log, TAIL).join("\n"))
}

/// Runs a program that talks to the terminal itself.
pub(crate) fn loud(what: &str, mut command: Command) -> Result<()> {
    eprintln!("{what}");
    let started = Instant::now();
    let status = spawn(&mut command)?.wait()?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    eprintln!("{what}: {}", seconds(started.elapsed()));
    Ok(())
}

/// Runs a program and hands each line of its standard output, after showing it, to `each`.
pub(crate) fn heard(what: &str, mut command: Command, mut each: impl FnMut(&str)) -> Result<()> {
    eprintln!("{what}");
    let started = Instant::now();
    command.stdout(Stdio::piped());
    let mut child = spawn(&mut command)?;
    let mut lines = BufReader::new(child.stdout.take().context("a program started without standard output")?);
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        io::stdout().write_all(&line)?;
        each(&String::from_utf8_lossy(&line));
        line.clear();
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    eprintln!("{what}: {}", seconds(started.elapsed()));
    Ok(())
}

/// What a program prints on standard output, where it can be started and succeeds.
pub(crate) fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// A time for people.
pub(crate) fn seconds(time: Duration) -> String {
    match time.as_secs() {
        whole @ 0..60 => format!("{whole}.{} s", time.subsec_millis() / 100),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

fn spawn(command: &mut Command) -> Result<Child> {
    command.spawn().with_context(|| format!("could not start `{}`", command.get_program().to_string_lossy()))
}

/// The line of a quiet step: begun, kept alive, ended.
struct Line<'a> {
    what: &'a str,
    started: Instant,
    broken: bool,
}

impl<'a> Line<'a> {
    fn start(what: &'a str) -> Self {
        eprint!("{what} … ");
        Self { what, started: Instant::now(), broken: false }
    }

    fn watch(&mut self, child: &mut Child, log: &Path, limit: Duration) -> Result<ExitStatus> {
        let mut next_sign = SIGN_OF_LIFE;
        loop {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            let elapsed = self.started.elapsed();
            if elapsed > limit {
                child.kill()?;
                child.wait()?;
                eprintln!();
                bail!("{} was stopped after {}; its output is in {}", self.what, seconds(limit), log.display());
            }
            if elapsed > next_sign {
                next_sign = elapsed + SIGN_OF_LIFE;
                self.sign(log);
            }
            thread::sleep(POLL);
        }
    }

    fn sign(&mut self, log: &Path) {
        if !self.broken {
            eprintln!();
            self.broken = true;
        }
        let at = tail(log, 1).pop().unwrap_or_default();
        eprintln!("    {}: {}", seconds(self.started.elapsed()), at.trim());
    }

    fn end(&self) {
        let time = seconds(self.started.elapsed());
        if self.broken { eprintln!("{} … {time}", self.what) } else { eprintln!("{time}") }
    }
}

fn tail(log: &Path, lines: usize) -> Vec<String> {
    let read = || -> io::Result<Vec<u8>> {
        let mut file = File::open(log)?;
        let from = file.metadata()?.len().saturating_sub(TAIL_BYTES);
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let text = read().unwrap_or_default();
    let mut last = VecDeque::with_capacity(lines);
    for line in String::from_utf8_lossy(&text).lines().filter(|line| !line.trim().is_empty()) {
        if last.len() == lines {
            last.pop_front();
        }
        last.push_back(line.to_owned());
    }
    last.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_for_people() {
        assert_eq!(seconds(Duration::from_millis(449)), "0.4 s");
        assert_eq!(seconds(Duration::from_millis(59_999)), "59.9 s");
        assert_eq!(seconds(Duration::from_secs(754)), "12 min 34 s");
    }

    #[test]
    fn the_tail_is_the_last_lines_that_say_something() {
        let log = std::env::temp_dir().join(format!("xtask-tail-{}", std::process::id()));
        fs::write(&log, "one\ntwo\n\nthree\n\n").unwrap();
        assert_eq!(tail(&log, 2), ["two", "three"]);
        assert_eq!(tail(&log, 9), ["one", "two", "three"]);
        fs::remove_file(&log).unwrap();
        assert!(tail(&log, 9).is_empty());
    }

    #[test]
    #[cfg(unix)]
    fn a_program_that_fails_shows_its_end_and_one_that_hangs_is_stopped() {
        let log = std::env::temp_dir().join(format!("xtask-step-{}", std::process::id()));
        let shell = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            command
        };
        quiet("fine", shell("true"), &log, Duration::from_secs(60)).unwrap();
        let error = quiet("bad", shell("echo why >&2; exit 3"), &log, Duration::from_secs(60)).unwrap_err();
        assert!(error.to_string().contains("bad failed") && error.to_string().contains("why"), "{error}");
        let error = quiet("slow", shell("exec sleep 60"), &log, Duration::from_millis(50)).unwrap_err();
        assert!(error.to_string().contains("slow was stopped after 0.0 s"), "{error}");
        fs::remove_file(&log).unwrap();
    }
}
