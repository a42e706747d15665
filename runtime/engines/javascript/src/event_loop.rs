//! The event loop: runs jobs, delivers completed calls and timers one at a time, notices when nothing can happen any more.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::bindings::{Place, ScriptError, ScriptErrorKind, StackFrame};
use crate::state::{self, Outcome};
use crate::{calls, timers};

/// Resolves to how the script ended.
pub(crate) struct EventLoop;

impl Future for EventLoop {
    type Output = Outcome;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome> {
        calls::set_waker(cx.waker());
        loop {
            let ended = state::with(|js| {
                js.run_jobs();
                Ok(state::take_outcome())
            });
            match ended {
                Ok(None) => {}
                Ok(Some(outcome)) => return Poll::Ready(outcome.map(log_unhandled)),
                Err(error) => return Poll::Ready(Err(error)),
            }
            // One completion, then its jobs, then the next: what the script sees is one event after another.
            let progress = match calls::poll(cx) {
                Poll::Ready(true) => Poll::Ready(true),
                calls => match timers::poll(cx) {
                    Poll::Ready(true) => Poll::Ready(true),
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(false) => calls,
                },
            };
            match progress {
                Poll::Ready(true) => {}
                Poll::Pending => return Poll::Pending,
                Poll::Ready(false) => return Poll::Ready(Err(stuck())),
            }
        }
    }
}

/// Something to do after a script has returned: say which rejections nobody saw.
fn log_unhandled(result: String) -> String {
    // A failure to log must not cost the result.
    drop(state::with(|js| js.enter(|ctx| js.hooks().unhandled.clone().restore(ctx)?.call::<_, ()>(()))));
    result
}

fn stuck() -> ScriptError {
    let sites = state::with(|js| js.enter(|ctx| js.hooks().stuck.clone().restore(ctx)?.call::<_, Vec<u32>>(())));
    let stack: Vec<StackFrame> = sites
        .unwrap_or_default()
        .into_iter()
        .map(|site| StackFrame { function: None, at: Place::Site(site) })
        .collect();
    let message = if stack.is_empty() {
        "the promise that the script returned can never settle: no call and no timer is pending that could settle it"
    } else {
        "this await can never settle: no call and no timer is pending that could settle it"
    };
    ScriptError {
        kind: ScriptErrorKind::Stuck,
        name: "StuckError".to_owned(),
        message: message.to_owned(),
        stack,
        data: None,
    }
}
