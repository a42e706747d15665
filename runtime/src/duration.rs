//! How people write a duration, and how long one may be.

use std::time::Duration;

/// The longest time that may be named; clocks add it to the present without overflowing.
pub(crate) const MAX: Duration = Duration::from_secs(30 * 24 * 60 * 60);

const WITH_UNIT: &str = "a duration with a unit, such as \"300ms\" or \"1m 30s\"";
const AT_MOST: &str = "at most \"30days\"";
const POSITIVE: &str = "longer than nothing";

/// Reads `300ms`, `10s`, `1m 30s`, of at most 30 days. Nothing at all (`0s`) is a duration, too.
///
/// # Errors
/// What it must be instead: the end of a sentence that begins with "it must be".
pub fn parse_duration(text: &str) -> Result<Duration, &'static str> {
    match humantime::parse_duration(text) {
        Ok(duration) if duration > MAX => Err(AT_MOST),
        Ok(duration) => Ok(duration),
        Err(humantime::DurationError::NumberOverflow) => Err(AT_MOST),
        Err(_) if text.trim_start().strip_prefix('-').is_some_and(|rest| parse_duration(rest).is_ok()) => Err(POSITIVE),
        Err(_) => Err(WITH_UNIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mistake_is_told_as_what_it_is() {
        for text in ["30days 1ns", "31d", "9999999999999y", "99999999999999999999999s", "18446744073709551615s"] {
            assert_eq!(parse_duration(text), Err(AT_MOST), "{text}");
        }
        for text in ["-5s", "-1m 30s"] {
            assert_eq!(parse_duration(text), Err(POSITIVE), "{text}");
        }
        for text in ["", "10", "-10", "s", "10 parsecs", "1,5s", "--5s", "ten seconds", "∞"] {
            assert_eq!(parse_duration(text), Err(WITH_UNIT), "{text}");
        }
        assert_eq!(parse_duration("1m 30s"), Ok(Duration::from_secs(90)));
        assert_eq!(parse_duration("30days"), Ok(MAX));
        assert_eq!(parse_duration("0s"), Ok(Duration::ZERO));
    }
}
