//! The OpenTelemetry collector that the tests export to: Rotel, whose package brings its program. Never part of anything that is shipped.

use crate::checkout::Checkout;
use crate::pip;
use anyhow::Result;

const PACKAGES: [&str; 1] = ["rotel==0.0.1a15"];

/// Installs it where it isn't there in that version. `tests/harness/collector.rs` finds it.
pub(crate) fn ensure(here: &Checkout) -> Result<()> {
    pip::environment(
        here,
        "rotel",
        &PACKAGES,
        "the tests export to a real OpenTelemetry collector, which pip installs: that",
    )
    .map(drop)
}
