//! The operating system's wish that the process end.

use std::io;

/// Listens for Ctrl-C and, on Unix, SIGTERM. From its creation on these no longer end the process.
pub(super) struct Signals {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(windows)]
    interrupt: tokio::signal::windows::CtrlC,
    #[cfg(windows)]
    close: tokio::signal::windows::CtrlClose,
}

impl Signals {
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    #[cfg(windows)]
    pub(super) fn listen() -> io::Result<Self> {
        use tokio::signal::windows::{ctrl_c, ctrl_close};
        Ok(Self { interrupt: ctrl_c()?, close: ctrl_close()? })
    }

    /// Resolves with the name of the next signal.
    #[cfg(unix)]
    pub(super) async fn next(&mut self) -> &'static str {
        std::future::poll_fn(|task| {
            if self.interrupt.poll_recv(task).is_ready() {
                return std::task::Poll::Ready("SIGINT");
            }
            self.terminate.poll_recv(task).map(|_| "SIGTERM")
        })
        .await
    }

    /// Resolves with the name of the next signal.
    #[cfg(windows)]
    pub(super) async fn next(&mut self) -> &'static str {
        std::future::poll_fn(|task| {
            if self.interrupt.poll_recv(task).is_ready() {
                return std::task::Poll::Ready("Ctrl-C");
            }
            self.close.poll_recv(task).map(|_| "the console's close")
        })
        .await
    }
}
