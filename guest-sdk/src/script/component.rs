//! The script as its host sees it: the export of world `script`, over a [`Script`]. Translates, and decides nothing.

use std::marker::PhantomData;

use super::bindings::Guest;
use super::bindings::toolgate::tools::failure::{ScriptError, ScriptErrorKind};
use super::{Script, ScriptFailure, ScriptFailureKind, waits};

/// A script as a component.
pub struct Exported<S>(PhantomData<S>);

impl<S: Script> Guest for Exported<S> {
    async fn run(input: String) -> Result<String, ScriptError> {
        crate::component::report_panics();
        let ended = waits::watched(S::run(&input)).await;
        ended.unwrap_or_else(|| Err(stuck())).map_err(error)
    }
}

fn stuck() -> ScriptFailure {
    let message = "the script awaits what can never be ready: no call and no sleep is pending that could wake it";
    ScriptFailure::new(ScriptFailureKind::Stuck, "StuckError", message.to_owned())
}

fn error(failure: ScriptFailure) -> ScriptError {
    ScriptError {
        kind: match failure.kind {
            ScriptFailureKind::Thrown => ScriptErrorKind::Thrown,
            ScriptFailureKind::Stuck => ScriptErrorKind::Stuck,
            ScriptFailureKind::Result => ScriptErrorKind::Result,
        },
        name: failure.name.to_owned(),
        message: failure.message,
        stack: Vec::new(),
        data: failure.data.and_then(|data| serde_json::to_string(&data).ok()),
    }
}
