//! Which span a generation's futures are polled in.

use std::cell::Cell;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;
use tracing::Span;
use tracing::instrument::{Instrument, Instrumented};
use tracing::span::Id;

use super::Generation;
use super::watch::seated;
use crate::mailbox::UnitKey;
use crate::span;

thread_local! {
    /// Whose child task is being polled on this thread: the number of its key. Seats are for who is watched, and a
    /// child is not.
    static PARENT: Cell<u64> = const { Cell::new(0) };
}

/// Who is being polled on this thread, by itself or in one of its child tasks.
fn at_home() -> u64 {
    let seated = seated();
    if seated == UnitKey::NONE.number() { PARENT.get() } else { seated }
}

pin_project! {
    /// A child task of the daemon with this key. What it spawns in turn is known by that to be spawned at home.
    pub(super) struct Child<F> {
        unit: UnitKey,
        #[pin]
        task: Instrumented<F>,
    }
}

impl<F> Child<F> {
    pub(super) fn new(unit: UnitKey, span: Span, task: F) -> Self {
        Self { unit, task: task.instrument(span) }
    }
}

impl<F: Future> Future for Child<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        /// Also when the child panics.
        struct Left(u64);
        impl Drop for Left {
            fn drop(&mut self) {
                PARENT.set(self.0);
            }
        }

        let this = self.project();
        let _left = Left(PARENT.replace(this.unit.number()));
        this.task.poll(cx)
    }
}

impl Generation {
    /// A span of its own.
    pub(super) fn span(self: &Arc<Self>) -> Span {
        self.span_within(None)
    }

    fn span_within(self: &Arc<Self>, outer: Option<Id>) -> Span {
        let make = || span::of_generation(&self.unit.name, self.number, outer);
        #[cfg(feature = "logging")]
        let make = || {
            let whose = Arc::downgrade(self);
            span::introducing(whose, make)
        };
        make()
    }

    /// The span of a child task that is spawned here. At home it is the one around the call, with whatever the handler has
    /// around it. Elsewhere it is one of its own: within what nobody's task says of itself, a request for example; and
    /// within nothing that is another daemon's, whose lines these are not.
    pub(super) fn span_of_child(self: &Arc<Self>) -> Span {
        let current = Span::current();
        let home = at_home();
        if current.is_none() {
            self.span()
        } else if home == self.unit.key.number() {
            current
        } else if home == UnitKey::NONE.number() && !current.metadata().is_some_and(span::is_of_generation) {
            self.span_within(current.id())
        } else {
            self.span()
        }
    }
}

#[cfg(feature = "logging")]
impl span::InHand for Generation {
    fn handler(&self) -> Option<&'static str> {
        // On another thread, or in a child task, it is not the method in hand that speaks.
        let speaks = seated() == self.unit.key.number();
        self.in_hand().filter(|_| speaks).map(|(name, _)| name)
    }

    fn unit(&self) -> u64 {
        self.unit.key.number()
    }
}
