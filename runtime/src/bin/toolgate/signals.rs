//! The signals that ask the program to end: Ctrl-C, and what a supervisor sends first.

use crate::Status;

/// Completes at the first of them, with how the process ends then. A second one ends the process at once.
pub(crate) async fn stop() -> Status {
    let status = next().await;
    tokio::spawn(exit());
    status
}

/// Ends the process at the next of them.
pub(crate) async fn exit() {
    let status = next().await;
    std::process::exit(i32::from(status as u8));
}

/// Never, where the process can't be told.
async fn next() -> Status {
    tokio::select! {
        () = interrupted() => Status::Interrupted,
        () = terminated() => Status::Terminated,
    }
}

/// Why what was under way did not come to its end.
#[derive(Debug, thiserror::Error)]
#[error("stopped by a signal")]
pub(crate) struct Stopped(pub(crate) Status);

/// Ctrl-C (SIGINT).
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// SIGTERM, where there are signals.
async fn terminated() {
    #[cfg(unix)]
    if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        signal.recv().await;
        return;
    }
    std::future::pending::<()>().await;
}
