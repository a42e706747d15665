//! The errors that these functions end with: the script's own kind, into which goes what they have to say themselves. Decides
//! nothing about when to end.

use std::error::Error;
use std::fmt::Display;
use std::time::Duration;

use serde_json::Value;

use crate::script::tool_error_in;
use crate::tools::{ToolError, ToolErrorKind};

/// An error that the functions of [`flow`](crate::flow) can end with.
///
/// [`ToolError`], `Box<dyn Error>` and `anyhow::Error` are; an error of your own is with `From<ToolError>` and one method:
///
/// ```
/// use toolgate_guest::flow::Failure;
/// use toolgate_guest::tools::ToolError;
///
/// enum Problem {
///     Closed,
///     Tool(ToolError),
/// }
///
/// impl Failure for Problem {
///     fn tool_error(&self) -> Option<&ToolError> {
///         match self {
///             Problem::Closed => None,
///             Problem::Tool(error) => Some(error),
///         }
///     }
/// }
/// # impl From<ToolError> for Problem {
/// #     fn from(error: ToolError) -> Self {
/// #         Problem::Tool(error)
/// #     }
/// # }
/// # impl std::fmt::Display for Problem {
/// #     fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
/// #         f.write_str("")
/// #     }
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "the functions of `flow` can't end with the error `{Self}`",
    note = "they can with `ToolError`, `Box<dyn Error>`, `anyhow::Error`, and an error of yours that implements `flow::Failure`"
)]
pub trait Failure: From<ToolError> + Display {
    /// The failed call that it is, or that caused it: says whether another attempt makes sense, and when.
    fn tool_error(&self) -> Option<&ToolError>;
}

impl Failure for ToolError {
    fn tool_error(&self) -> Option<&ToolError> {
        Some(self)
    }
}

/// Errors that hold one of any type: `Box<dyn Error>`, `anyhow::Error` and their like.
impl<E: AsRef<dyn Error + 'static> + From<ToolError> + Display> Failure for E {
    fn tool_error(&self) -> Option<&ToolError> {
        tool_error_in(self.as_ref())
    }
}

/// An option, or a key or weight, that is none.
pub(super) fn misuse(function: &str, message: String) -> ToolError {
    ToolError::new(function, ToolErrorKind::InvalidArguments, message)
}

/// That a number is within its span.
pub(super) fn whole(function: &str, option: &str, value: usize, most: usize) -> Result<(), ToolError> {
    if (1..=most).contains(&value) {
        return Ok(());
    }
    let message = format!("the option `{option}` of {function} is a whole number from 1 to {most}");
    Err(misuse(function, message))
}

/// That a number is no less than that.
pub(super) fn number(function: &str, option: &str, value: f64, least: u8) -> Result<(), ToolError> {
    if value >= f64::from(least) {
        return Ok(());
    }
    Err(misuse(function, format!("the option `{option}` of {function} is a number of {least} or more")))
}

pub(super) fn late(function: &str, timeout: Duration) -> ToolError {
    let message = format!("{function} took longer than its {} ms", figure(timeout.as_secs_f64() * 1000.0));
    ToolError { retryable: true, ..ToolError::new(function, ToolErrorKind::TimedOut, message) }
}

/// All of them failed: their texts are in the data.
pub(super) fn all_failed<'a, E: Display + 'a>(function: &str, errors: impl Iterator<Item = &'a E>) -> ToolError {
    let errors: Vec<String> = errors.map(ToString::to_string).collect();
    let message = format!("all {} sources failed", errors.len());
    let data = Some(serde_json::json!({ "errors": errors }));
    ToolError { data, ..ToolError::new(function, ToolErrorKind::Failed, message) }
}

/// A number as JavaScript writes it: without a point where it is whole.
pub(super) fn figure(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() <= 9_007_199_254_740_992.0 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}
