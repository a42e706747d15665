//! What it means that a guest trapped: which end of the run that was, from wasmtime's error and the guest's last words.
//! Never looks into the guest.

use wasmtime::{Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use super::run::TooManyCalls;
use super::{Limits, RunErrorKind};
use crate::script::{ScriptError, ScriptErrorKind};

/// What a guest said before it trapped.
#[derive(Debug, Default)]
pub(crate) struct LastWords {
    /// Why it panicked, by the log.
    pub(super) panic: Option<String>,
    /// What it wrote to standard error of WASI 0.2.
    pub(super) stderr: String,
}

/// Bytes of a message of the guest's that are shown, and of a name; it may send any number.
pub(super) const MAX_MESSAGE: usize = 8 << 10;
pub(super) const MAX_NAME: usize = 200;

/// How CPython begins its last words.
const FATAL: &str = "Fatal Python error: ";

/// How wasmtime begins to say where a guest's access to its memory failed; the address follows in hexadecimal.
const FAULT: &str = "memory fault at wasm address 0x";

/// A frame of a stack in linear memory, at most. The stack stands at the memory's beginning, so a full one is an access this far
/// below zero, at the end of the address space.
const FRAME: u64 = 1 << 20;

/// Which end of the run that was.
pub(crate) fn ending(error: &wasmtime::Error, said: LastWords, limits: &Limits) -> RunErrorKind {
    if error.downcast_ref::<TooManyCalls>().is_some() {
        return RunErrorKind::Calls { limit: limits.calls };
    }
    if let Some(I32Exit(status)) = error.downcast_ref::<I32Exit>() {
        let message =
            format!("the script ended its own process with status {status}: return instead, or raise an error");
        return by_itself(ScriptErrorKind::Thrown, "Exit", message);
    }
    match (error.downcast_ref::<Trap>(), said.panic) {
        (Some(Trap::StackOverflow), _) => RunErrorKind::Stack,
        (Some(Trap::UnreachableCodeReached), Some(reason)) => by_itself(ScriptErrorKind::Thrown, "Panic", reason),
        (Some(trap @ Trap::UnreachableCodeReached), None) => match fatal(&said.stderr) {
            Some(reason) if reason.contains("stack overflow") => RunErrorKind::Stack,
            Some(reason) => RunErrorKind::Trap { message: format!("{trap}: {reason}") },
            None => RunErrorKind::Trap { message: format!("{trap}: the guest gave up, and did not say why") },
        },
        (Some(Trap::AsyncDeadlock), _) => {
            let message =
                "the script awaits what can never settle: no call and no wait is pending that could settle it";
            by_itself(ScriptErrorKind::Stuck, "StuckError", message.to_owned())
        }
        (Some(Trap::MemoryOutOfBounds), _) if below_memory(error) || recurs(error) => RunErrorKind::Stack,
        (Some(trap), _) => RunErrorKind::Trap { message: trap.to_string() },
        (None, _) => RunErrorKind::Trap { message: error.root_cause().to_string() },
    }
}

/// The first line of what CPython says when it can't go on.
fn fatal(stderr: &str) -> Option<String> {
    let line = stderr.lines().find_map(|line| line.trim().strip_prefix(FATAL))?;
    Some(shortened(line.to_owned(), MAX_MESSAGE))
}

/// Whether the access that failed is where a full stack in linear memory goes on. wasmtime says the address in its message only.
fn below_memory(error: &wasmtime::Error) -> bool {
    let address = error.chain().find_map(|cause| {
        let text = cause.to_string();
        let digits = text.strip_prefix(FAULT)?;
        let end = digits.find(|digit: char| !digit.is_ascii_hexdigit()).unwrap_or(digits.len());
        u64::from_str_radix(&digits[..end], 16).ok()
    });
    address.is_some_and(|address| u64::from(u32::MAX).saturating_sub(address) < FRAME)
}

/// Whether the guest's last calls, of which wasmtime shows the first 20, go round and round: an instruction that fills or copies a
/// frame below the memory says no address.
fn recurs(error: &wasmtime::Error) -> bool {
    const SHOWN: usize = 20;
    const ROUNDS: usize = 4;
    let Some(backtrace) = error.downcast_ref::<WasmBacktrace>() else { return false };
    let functions: Vec<u32> = backtrace.frames().iter().map(wasmtime::FrameInfo::func_index).collect();
    let rounds = |function: &u32| functions.iter().filter(|other| *other == function).count();
    functions.len() >= SHOWN && functions.iter().any(|function| rounds(function) >= ROUNDS)
}

/// A script's failure that the script did not say in so many words.
fn by_itself(kind: ScriptErrorKind, name: &str, message: String) -> RunErrorKind {
    let message = shortened(message, MAX_MESSAGE);
    RunErrorKind::Script(Box::new(ScriptError::without_place(kind, name, message)))
}

pub(super) fn shortened(mut text: String, bytes: usize) -> String {
    if text.len() > bytes {
        let all = text.len();
        text.truncate(text.floor_char_boundary(bytes));
        text.push_str(&format!("… ({all} bytes in all)"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(trap: Trap, fault: Option<&'static str>, stderr: &str, expect: &str) {
        let error = wasmtime::Error::from(trap);
        let error = match fault {
            Some(fault) => error.context(fault),
            None => error,
        };
        let said = LastWords { panic: None, stderr: stderr.to_owned() };
        let end = ending(&error, said, &Limits::default());
        let text = format!("{}: {end}", end.name());
        assert!(text.starts_with(expect), "{text}");
    }

    #[test]
    fn a_full_stack_is_one_wherever_it_lies() {
        let at = |address| match address {
            0 => "memory fault at wasm address 0xfffffff0 in linear memory of size 0x10000",
            1 => "memory fault at wasm address 0x800000 in linear memory of size 0x10000",
            _ => "memory fault at wasm address 0x",
        };
        check(Trap::StackOverflow, None, "", "stack: ");
        check(Trap::MemoryOutOfBounds, Some(at(0)), "", "stack: ");
        check(Trap::MemoryOutOfBounds, Some(at(1)), "", "trap: the sandbox trapped: wasm trap: out of bounds");
        check(Trap::MemoryOutOfBounds, Some(at(2)), "", "trap: ");
        check(Trap::MemoryOutOfBounds, None, "", "trap: ");
        let words = "Fatal Python error: _Py_CheckRecursiveCall: Unrecoverable stack overflow (used 130 kB)\n";
        check(Trap::UnreachableCodeReached, None, words, "stack: ");
        check(Trap::UnreachableCodeReached, None, "a stack overflow is what this script is about\n", "trap: ");
    }

    #[test]
    fn a_process_that_ends_itself_is_the_scripts_own_failure() {
        let end = ending(&wasmtime::Error::from(I32Exit(3)), LastWords::default(), &Limits::default());
        assert_eq!(end.name(), "thrown");
        assert!(end.to_string().contains("with status 3: return instead"), "{end}");
    }

    #[test]
    fn what_cpython_says_at_its_end_is_told() {
        let words = "\nFatal Python error: get_thread_state: no state\nPython runtime state: initialized\n";
        check(Trap::UnreachableCodeReached, None, words, "trap: ");
        let end = ending(
            &Trap::UnreachableCodeReached.into(),
            LastWords { panic: None, stderr: words.to_owned() },
            &Limits::default(),
        );
        assert!(end.to_string().ends_with("get_thread_state: no state"), "{end}");
        check(Trap::UnreachableCodeReached, None, "something else", "trap: ");
    }
}
