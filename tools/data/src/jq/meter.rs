//! What a running program may use: steps and stack. A filter counts one step each time it runs; `terms.rs` puts it wherever a
//! program can go on for long. It stops nothing that computes within one step, and does not see the chain of arguments that a
//! function makes which hands itself filters without end: its release ends the plugin's instance.

use std::cell::Cell;
use std::cmp::Ordering;

use jaq_core::box_iter::box_once;
use jaq_core::data::HasLut;
use jaq_core::native::{Fun, v};
use jaq_core::{Cv, DataT, Error, Exn, Lut, Native, ValXs};
use jaq_json::Val;

/// The name of the filter that counts; no program can write it.
pub(super) const STEP: &str = "!step";
/// How far the stack may grow below where the program began. The plugin's own has 4 MiB (see `build.rs`), and natively a thread
/// of tests has 2 MiB.
const MAX_STACK: usize = 1 << 20;

/// The kind of data that our programs run over.
pub(super) struct Kind;

/// What each filter can look at while it runs.
#[derive(Clone)]
pub(super) struct Data<'a> {
    pub(super) lut: &'a Lut<Kind>,
    pub(super) meter: &'a Meter,
}

impl DataT for Kind {
    type V<'a> = Val;
    type Data<'a> = Data<'a>;
}

impl<'a> HasLut<'a, Kind> for Data<'a> {
    fn lut(&self) -> &'a Lut<Kind> {
        self.lut
    }
}

/// What is spent when a program can't go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spent {
    Steps,
    /// In bytes.
    Stack {
        allowed: u64,
        actual: u64,
    },
}

/// The steps that are left, and the stack.
#[derive(Debug)]
pub(super) struct Meter {
    left: Cell<u64>,
    base: usize,
    spent: Cell<Option<Spent>>,
}

impl Meter {
    pub(super) fn new(steps: u64) -> Self {
        Meter { left: Cell::new(steps), base: stack_pointer(), spent: Cell::new(None) }
    }

    pub(super) fn spent(&self) -> Option<Spent> {
        self.spent.get()
    }

    /// Counts a step. Once something is spent, every step fails, so whoever catches the error gets it again.
    fn step(&self) -> Result<(), Error<Val>> {
        if self.spent.get().is_none() {
            let depth = self.base.saturating_sub(stack_pointer());
            match self.left.get().checked_sub(1) {
                None => self.spent.set(Some(Spent::Steps)),
                Some(_) if depth > MAX_STACK => {
                    self.spent.set(Some(Spent::Stack { allowed: MAX_STACK as u64, actual: depth as u64 }));
                }
                Some(left) => self.left.set(left),
            }
        }
        match self.spent.get() {
            None => Ok(()),
            Some(_) => Err(Error::str("the program is out of steps or of stack")),
        }
    }
}

/// Where the stack ends now; it grows downwards.
#[inline(never)]
fn stack_pointer() -> usize {
    let here = 0_u8;
    std::ptr::from_ref(std::hint::black_box(&here)) as usize
}

/// The filters that count.
pub(super) fn funs() -> [Fun<Kind>; 2] {
    let step = Native::<Kind>::new(step)
        .with_paths(|(ctx, (value, path))| match ctx.data().meter.step() {
            Ok(()) => box_once(Ok((value, path))),
            Err(error) => box_once(Err(Exn::from(error))),
        })
        .with_update(|(ctx, value), update| match ctx.data().meter.step() {
            Ok(()) => update(value),
            Err(error) => box_once(Err(Exn::from(error))),
        });
    [(STEP, v(0), step), ("range", v(3), Native::<Kind>::new(range))]
}

fn step<'a>((ctx, value): Cv<'a, Kind>) -> ValXs<'a, Val> {
    match ctx.data().meter.step() {
        Ok(()) => box_once(Ok(value)),
        Err(error) => box_once(Err(Exn::from(error))),
    }
}

/// `range($from; $to; $by)`, which may have no end: each number is a step.
fn range<'a>((mut ctx, _): Cv<'a, Kind>) -> ValXs<'a, Val> {
    let by = ctx.pop_var();
    let to = ctx.pop_var();
    let mut next = Some(ctx.pop_var());
    let meter = ctx.data().meter;
    let direction = by.cmp(&Val::from(0_isize));
    Box::new(std::iter::from_fn(move || {
        let value = next.take()?;
        let goes_on = match direction {
            Ordering::Greater => value < to,
            Ordering::Less => value > to,
            Ordering::Equal => value != to,
        };
        if !goes_on {
            return None;
        }
        if let Err(error) = meter.step() {
            return Some(Err(Exn::from(error)));
        }
        match value.clone() + by.clone() {
            Ok(after) => next = Some(after),
            Err(error) => return Some(Err(Exn::from(error))),
        }
        Some(Ok(value))
    }))
}
