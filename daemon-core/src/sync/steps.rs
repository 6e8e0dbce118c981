//! tokio's and futures' types as models see them: each call is one step, before which others may go on.
//!
//! What happens inside a call is not explored; that is for tokio's and futures' own models.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use pin_project_lite::pin_project;
use shuttle::sync::atomic::{AtomicBool, Ordering};

/// Others may go on here. Not `yield_now`, by which a task gives up its turn where it would rather not.
fn step() {
    AtomicBool::new(false).load(Ordering::SeqCst);
}

#[derive(Debug, Default)]
pub(crate) struct AtomicWaker(futures_util::task::AtomicWaker);

impl AtomicWaker {
    pub(crate) fn register(&self, waker: &Waker) {
        step();
        self.0.register(waker);
    }

    pub(crate) fn wake(&self) {
        step();
        self.0.wake();
    }
}

#[derive(Debug)]
pub(crate) struct Notify(tokio::sync::Notify);

pin_project! {
    pub(crate) struct Notified<'a> {
        #[pin]
        inner: tokio::sync::futures::Notified<'a>,
    }
}

impl Notify {
    pub(crate) fn new() -> Self {
        Self(tokio::sync::Notify::new())
    }

    pub(crate) fn notify_waiters(&self) {
        step();
        self.0.notify_waiters();
    }

    pub(crate) fn notified(&self) -> Notified<'_> {
        step();
        Notified { inner: self.0.notified() }
    }
}

impl Notified<'_> {
    pub(crate) fn enable(self: Pin<&mut Self>) -> bool {
        step();
        self.project().inner.enable()
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        step();
        self.project().inner.poll(cx)
    }
}

pub(crate) mod oneshot {
    use tokio::sync::oneshot::error::{RecvError, TryRecvError};

    use super::{Context, Future, Pin, Poll, step};

    pub(crate) struct Sender<T>(tokio::sync::oneshot::Sender<T>);

    pub(crate) struct Receiver<T>(tokio::sync::oneshot::Receiver<T>);

    pub(crate) fn channel<T>() -> (Sender<T>, Receiver<T>) {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        (Sender(sender), Receiver(receiver))
    }

    impl<T> Sender<T> {
        pub(crate) fn send(self, value: T) -> Result<(), T> {
            step();
            self.0.send(value)
        }
    }

    impl<T> Receiver<T> {
        pub(crate) fn try_recv(&mut self) -> Result<T, TryRecvError> {
            step();
            self.0.try_recv()
        }
    }

    impl<T> Future for Receiver<T> {
        type Output = Result<T, RecvError>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            step();
            Pin::new(&mut self.0).poll(cx)
        }
    }
}
