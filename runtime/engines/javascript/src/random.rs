//! Random numbers, from the host's `wasi:random`. `Math.random` is ours, since QuickJS's own state is frozen in the snapshot.

use std::cell::Cell;

use rquickjs::{Ctx, Exception, Function, Object};

use crate::bindings::wasi::random::random;
use crate::state;

thread_local! {
    /// xoshiro256++ (Blackman and Vigna, 2019); all zero means not seeded yet.
    static STATE: Cell<[u64; 4]> = const { Cell::new([0; 4]) };
}

/// The most bytes that `crypto.getRandomValues` fills at once: the Web's own quota.
const MAX_BYTES: usize = 65_536;

pub(crate) fn install<'js>(ctx: &Ctx<'js>, native: &Object<'js>) -> rquickjs::Result<()> {
    native.set("random", Function::new(ctx.clone(), next_f64)?)?;
    native.set("randomBytes", Function::new(ctx.clone(), bytes)?)
}

fn next_f64() -> f64 {
    if !state::is_running() {
        return 0.5;
    }
    let mut s = STATE.get();
    if s == [0; 4] {
        s = std::array::from_fn(|_| random::get_random_u64());
        s[0] |= 1;
    }
    let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
    let shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = s[3].rotate_left(45);
    STATE.set(s);
    (result >> 11) as f64 / (1u64 << 53) as f64
}

fn bytes(ctx: Ctx<'_>, count: usize) -> rquickjs::Result<Vec<u8>> {
    if count > MAX_BYTES {
        return Err(Exception::throw_range(&ctx, "at most 65536 random bytes at once"));
    }
    let mut bytes = Vec::with_capacity(count);
    while bytes.len() < count {
        let more = random::get_random_bytes((count - bytes.len()) as u64);
        if more.is_empty() {
            return Err(Exception::throw_internal(&ctx, "the host gives no random bytes"));
        }
        bytes.extend_from_slice(&more);
    }
    bytes.truncate(count);
    Ok(bytes)
}
