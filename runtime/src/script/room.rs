//! Room to parse in: an arena, and a stack that the text can't overflow. Everything recursive in this module happens inside
//! of [`parse`]; nothing leaves it that borrows from the arena, and no panic does.

use std::{cell::Cell, panic, thread};

use oxc::allocator::Allocator;

use super::{fault::Fault, nesting};

/// The stack in bytes that a caller's thread is trusted to have left. Threads of tokio and of the test harness start with
/// 2 MiB.
const INLINE: usize = 256 << 10;
/// How much more stack a thread gets than was estimated: without optimisation the parser takes a little more than twice as
/// much as with it.
const MARGIN: usize = 4;
/// What a thread's stack has besides the recursion.
const BASE: usize = 512 << 10;
/// The largest arena that a thread keeps for the next script, in bytes.
const KEPT: usize = 1 << 20;

thread_local! {
    static ARENA: Cell<Option<Allocator>> = const { Cell::new(None) };
}

/// Does `work`, which parses `text`, with an arena.
///
/// # Errors
///
/// A text that would take too much stack or time, or that makes the parser panic, is a fault of its own; those of `work`
/// come back as they are.
pub(super) fn parse<R: Send>(text: &str, work: impl FnOnce(&Allocator) -> Result<R, Fault> + Send) -> Result<R, Fault> {
    let stack = nesting::stack(text).map_err(|at| {
        Fault::unreadable("the script is nested too deeply here to be read: split the expression, or move the data into a tool's result", at)
    })?;
    if stack <= INLINE {
        return caught(|| with_arena(work));
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("toolgate-parse".to_owned()).stack_size(BASE + MARGIN * stack);
        let thread = thread.spawn_scoped(scope, || caught(|| work(&Allocator::new())));
        let thread = thread
            .map_err(|error| Fault::unreadable(format!("no thread could be started to read the script: {error}"), 0))?;
        thread.join().unwrap_or_else(|_| Err(panicked()))
    })
}

/// The arena of this thread, emptied after use. One that grew large goes back to the system.
fn with_arena<R>(work: impl FnOnce(&Allocator) -> R) -> R {
    let mut arena = ARENA.take().unwrap_or_default();
    let result = work(&arena);
    if arena.capacity() <= KEPT {
        arena.reset();
        ARENA.set(Some(arena));
    }
    result
}

fn caught<R>(work: impl FnOnce() -> Result<R, Fault>) -> Result<R, Fault> {
    panic::catch_unwind(panic::AssertUnwindSafe(work)).unwrap_or_else(|_| Err(panicked()))
}

fn panicked() -> Fault {
    Fault::unreadable("the parser failed on this script: write it in a simpler way", 0)
}
