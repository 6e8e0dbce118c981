//! Failing a test where it waits.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Panics with what `future` complains of, and as the line of it names the test's: that of the `.await`.
    ///
    /// A panic in an `async fn` names a line in there, and `#[track_caller]` has nothing to say about those. About `poll` it
    /// has, and who calls that is the `.await`.
    pub(super) struct AtAwait<F> {
        #[pin]
        future: F,
    }
}

impl<F> AtAwait<F> {
    pub(super) fn new(future: F) -> Self {
        Self { future }
    }
}

impl<T, F: Future<Output = Result<T, String>>> Future for AtAwait<F> {
    type Output = T;

    #[track_caller]
    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<T> {
        match self.project().future.poll(task) {
            Poll::Ready(Ok(output)) => Poll::Ready(output),
            Poll::Ready(Err(complaint)) => panic!("{complaint}"),
            Poll::Pending => Poll::Pending,
        }
    }
}
