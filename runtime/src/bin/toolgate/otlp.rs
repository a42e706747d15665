//! `--otlp` and the environment's way to say the same. Never a reason for a run to fail.

use std::time::Duration;

use anyhow::Result;
use toolgate::trace::otlp::Otlp;

use crate::screen::Screen;

/// How long the command waits for the collector after the result is out.
const PATIENCE: Duration = Duration::from_secs(3);

/// An exporter, where a flag or the environment names a collector. What the environment says wrongly is only told.
///
/// # Errors
/// What the flag names is no address.
pub(crate) fn start(endpoint: Option<&str>, screen: &Screen) -> Result<Option<Otlp>> {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let disabled = std::env::var("OTEL_SDK_DISABLED").is_ok_and(|value| value.eq_ignore_ascii_case("true"));
    let by_environment = !disabled && (set("OTEL_EXPORTER_OTLP_ENDPOINT") || set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
    if endpoint.is_none() && !by_environment {
        return Ok(None);
    }
    match Otlp::start(endpoint) {
        Ok(otlp) => Ok(Some(otlp)),
        Err(error) if endpoint.is_none() => {
            screen.note(&format!(
                "warning: nothing is exported, since what the environment says of a collector is wrong: {error}"
            ));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// Sends what waits, and says what could not be sent.
pub(crate) async fn finish(otlp: Otlp, screen: &Screen) {
    let Ok(exported) = tokio::task::spawn_blocking(move || otlp.shutdown(PATIENCE)).await else { return };
    let lost = exported.dropped + exported.failed;
    if lost > 0 {
        let all = lost + exported.spans;
        let reason = exported.error.unwrap_or_else(|| format!("the collector was not done within {PATIENCE:?}"));
        screen.note(&format!("warning: {lost} of {all} spans did not reach the collector: {reason}"));
    }
}
