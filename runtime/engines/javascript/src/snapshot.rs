//! What is done before the snapshot so that a run writes to few of the image's pages: each that it writes to is a page of its own, which
//! has to be cleaned after it. Never part of a run.

use std::alloc::{Layout, alloc, dealloc};

use rquickjs::context::EvalOptions;
use rquickjs::{Ctx, Value};

/// What most scripts do, so that what the engine makes when something is first used is in the image.
const TYPICAL: &str = include_str!("js/typical.js");

/// The largest hole that is looked for, in bytes; beyond it each smaller power of two, and at last each word.
const LARGEST_HOLE: usize = 1 << 16;
const WORD: usize = 8;
const SMALL: usize = 128;

/// Runs typical code. Nothing of it may reach the host: there is none yet.
pub(crate) fn warm_up(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let mut options = EvalOptions::default();
    options.strict = false;
    options.filename = Some("script".to_owned());
    ctx.eval_with_options::<Value, _>(TYPICAL, options).map(drop)
}

/// Takes all that is free within the heap, so that what a run allocates stands together, behind it.
pub(crate) fn fill_holes() {
    let end = core::arch::wasm32::memory_size(0) << 16;
    let mut size = LARGEST_HOLE;
    while size >= WORD {
        let Ok(layout) = Layout::from_size_align(size, WORD) else { return };
        while fill(layout, end) {}
        size = if size > SMALL { size / 2 } else { size - WORD };
    }
}

/// Takes a hole before `end` for good. `false`: there is none.
#[expect(unsafe_code, reason = "the heap has no safe interface")]
fn fill(layout: Layout, end: usize) -> bool {
    // SAFETY: the layout has a size.
    let filler = unsafe { alloc(layout) };
    if filler.is_null() || filler.addr() < end {
        return !filler.is_null();
    }
    // SAFETY: it was allocated with this layout a moment ago.
    unsafe { dealloc(filler, layout) };
    false
}
