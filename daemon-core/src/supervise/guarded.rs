//! Polls the user's code: catches its panics and ends it when its time is up.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::Generation;
use super::activity::Activity;
use super::control::{Control, Flag};
use super::watch::Seated;
pub(crate) use crate::caught::guard;
use crate::caught::message;
use crate::mailbox::UnitKey;

/// Why a guarded future has no output.
#[derive(Debug)]
pub(crate) enum Interrupted {
    /// With the panic's message.
    Panicked(String),
    /// Its time was up.
    Cut,
}

pin_project! {
    /// A future that ends when it panics, and when any of `cut` is raised, though not before its first poll. Either way
    /// it has been dropped when this is ready, and what its destructors panic with is caught too.
    pub(crate) struct Guarded<'a, F> {
        control: &'a Control,
        activity: &'a Activity,
        unit: UnitKey,
        cut: Flag,
        #[pin]
        inner: Option<F>,
    }
}

impl<'a, F: Future> Guarded<'a, F> {
    /// Polls `inner`, which notes what it does itself.
    pub(crate) fn new(generation: &'a Generation, cut: Flag, inner: F) -> Self {
        Self {
            control: &generation.control,
            activity: &generation.activity,
            unit: generation.unit.key,
            cut,
            inner: Some(inner),
        }
    }
}

impl<F: Future> Future for Guarded<'_, F> {
    type Output = Result<F::Output, Interrupted>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        this.control.register(cx.waker());
        let seated = Seated::begin(*this.unit);
        this.activity.turn();
        let polled = catch_unwind(AssertUnwindSafe(|| match this.inner.as_mut().as_pin_mut() {
            Some(inner) => inner.poll(cx),
            None => Poll::Pending,
        }));
        this.activity.turn();
        drop(seated);
        let outcome = match polled {
            Ok(Poll::Pending) if this.control.has(*this.cut) => Err(Interrupted::Cut),
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(Interrupted::Panicked(message(panic.as_ref()))),
        };
        let dropped = catch_unwind(AssertUnwindSafe(|| this.inner.set(None)));
        Poll::Ready(match (outcome, dropped) {
            (Ok(_) | Err(Interrupted::Cut), Err(panic)) => Err(Interrupted::Panicked(message(panic.as_ref()))),
            (outcome, _) => outcome,
        })
    }
}
