//! WASI 0.3's clocks.

use std::pin::Pin;
use std::time::Duration;

use crate::script::Waiting;
use crate::script::bindings::wasi::clocks::{monotonic_clock, system_clock};

pub(super) fn wait(duration: Duration) -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(async move {
        let _waiting = Waiting::begin();
        monotonic_clock::wait_for(u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)).await;
    })
}

pub(super) fn now() -> Duration {
    Duration::from_nanos(monotonic_clock::now())
}

pub(super) fn since_epoch() -> Duration {
    let now = system_clock::now();
    Duration::new(u64::try_from(now.seconds).unwrap_or(0), now.nanoseconds.min(999_999_999))
}
