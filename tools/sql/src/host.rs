//! What SQLite and this plugin need of a host beside files: time, random numbers, a nap. Decides nothing. Natively it is the
//! standard library's.

use std::time::Duration;

use rsqlite_vfs::{OsCallback, VfsResult};

/// Since some moment in the past; never goes back.
pub(crate) fn now() -> Duration {
    system::now()
}

/// Milliseconds since 1970.
pub(crate) fn epoch_ms() -> u64 {
    system::epoch_ms()
}

/// Waits, and lets others go on meanwhile.
pub(crate) fn sleep(duration: Duration) {
    system::sleep(duration);
}

/// A number that nobody can guess.
pub(crate) fn random() -> u64 {
    let mut bytes = [0; 8];
    system::random(&mut bytes);
    u64::from_le_bytes(bytes)
}

/// The same as SQLite asks for it.
#[derive(Debug, Default)]
pub(crate) struct Os;

impl OsCallback for Os {
    fn sleep(&self, duration: Duration) {
        sleep(duration);
    }

    fn random(&self, bytes: &mut [u8]) -> usize {
        system::random(bytes);
        bytes.len()
    }

    fn epoch_timestamp_in_ms(&self) -> VfsResult<i64> {
        Ok(i64::try_from(epoch_ms()).unwrap_or(i64::MAX))
    }
}

#[cfg(target_family = "wasm")]
mod system {
    use std::time::Duration;

    use wasip2::clocks::{monotonic_clock, wall_clock};

    pub(super) fn now() -> Duration {
        Duration::from_nanos(monotonic_clock::now())
    }

    pub(super) fn epoch_ms() -> u64 {
        let now = wall_clock::now();
        now.seconds.saturating_mul(1000).saturating_add(u64::from(now.nanoseconds / 1_000_000))
    }

    pub(super) fn sleep(duration: Duration) {
        let nanos = u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX);
        monotonic_clock::subscribe_duration(nanos).block();
    }

    pub(super) fn random(bytes: &mut [u8]) {
        let random = wasip2::random::random::get_random_bytes(bytes.len() as u64);
        for (byte, random) in bytes.iter_mut().zip(random) {
            *byte = random;
        }
    }
}

#[cfg(not(target_family = "wasm"))]
mod system {
    use std::collections::hash_map::RandomState;
    use std::hash::BuildHasher;
    use std::thread;
    use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

    thread_local! {
        static START: Instant = Instant::now();
    }

    pub(super) fn now() -> Duration {
        START.with(Instant::elapsed)
    }

    pub(super) fn epoch_ms() -> u64 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        u64::try_from(now.as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) fn sleep(duration: Duration) {
        thread::sleep(duration);
    }

    pub(super) fn random(bytes: &mut [u8]) {
        for (at, chunk) in bytes.chunks_mut(8).enumerate() {
            let random = RandomState::new().hash_one(at).to_le_bytes();
            chunk.copy_from_slice(&random[..chunk.len()]);
        }
    }
}

/// What `sqlite-wasm-rs` leaves to whoever links it, by the names and types that it gives.
#[cfg(target_family = "wasm")]
#[expect(unsafe_code, reason = "symbols that C and another crate call, with pointers of theirs")]
mod hooks {
    use std::time::Duration;

    use sqlite_wasm_rs::host::{Error, LocalTime, OK};

    #[unsafe(no_mangle)]
    extern "C" fn rust_sqlite_wasm_host_sleep(seconds: u64, nanoseconds: u32) {
        super::sleep(Duration::new(seconds, nanoseconds));
    }

    /// # Safety
    /// The caller owns `length` bytes at `bytes`, which are initialised.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn rust_sqlite_wasm_host_random(bytes: *mut u8, length: usize) -> usize {
        // SAFETY: as the caller promises.
        super::system::random(unsafe { std::slice::from_raw_parts_mut(bytes, length) });
        length
    }

    /// # Safety
    /// The caller owns what `to` points at.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn rust_sqlite_wasm_host_epoch_timestamp_in_ms(to: *mut i64) -> i32 {
        // SAFETY: as the caller promises.
        unsafe { to.write(i64::try_from(super::epoch_ms()).unwrap_or(i64::MAX)) };
        OK
    }

    /// # Safety
    /// The caller owns `length` bytes at `bytes`, which are initialised.
    #[unsafe(no_mangle)]
    unsafe extern "C" fn rust_sqlite_wasm_host_fill_entropy(bytes: *mut u8, length: usize) -> i32 {
        // SAFETY: as the caller promises.
        super::system::random(unsafe { std::slice::from_raw_parts_mut(bytes, length) });
        OK
    }

    /// WASI says no time zone, so SQL's `localtime` is an error and not a guess.
    #[unsafe(no_mangle)]
    extern "C" fn rust_sqlite_wasm_host_localtime(_seconds: i64, _to: *mut LocalTime) -> i32 {
        Error::Unsupported as i32
    }
}
