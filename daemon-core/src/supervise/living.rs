//! The task of a generation: its life, and whatever becomes of that.

use std::any::Any;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::FutureExt;
use tracing::Instrument;

use super::Generation;
use super::decide::Exit;
use super::guarded::guard;
use super::life::Life;
use crate::caught::message;
use crate::lifecycle::{Failure, FailureKind};

/// The life of a generation, in its span. Written out, since the compiler's own future would be thrice as large, and each
/// daemon has one for as long as it runs.
pub(super) struct Living {
    generation: Arc<Generation>,
    life: Life,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Not polled yet.
    New,
    /// As it was made.
    Lives,
    /// It has panicked somewhere between the user's methods, and what is left is taken down.
    Fell,
}

impl Living {
    pub(super) fn new(generation: Arc<Generation>) -> Self {
        let life = generation.unit.runner.live(Arc::clone(&generation));
        Self { generation, life, stage: Stage::New }
    }

    /// Puts its span around it. Made with the first poll: a subscriber is the user's code, and may panic.
    fn enter_span(&mut self) {
        let span = self.generation.span();
        if !span.is_disabled() {
            let life = std::mem::replace(&mut self.life, Box::pin(std::future::ready(())));
            self.life = Box::pin(life.instrument(span));
        }
    }

    fn fall(&mut self, panic: Box<dyn Any + Send>) {
        self.stage = Stage::Fell;
        let fell = Arc::clone(&self.generation).fell(panic);
        let fallen = std::mem::replace(&mut self.life, Box::pin(fell));
        // What is left of it is the user's.
        let _ = guard(|| drop(fallen));
    }
}

impl Future for Living {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        loop {
            let polled = std::panic::catch_unwind(AssertUnwindSafe(|| {
                if this.stage == Stage::New {
                    this.stage = Stage::Lives;
                    this.enter_span();
                }
                this.life.as_mut().poll(cx)
            }));
            match polled {
                Ok(polled) => {
                    ready!(polled);
                    return Poll::Ready(());
                }
                Err(panic) if this.stage != Stage::Fell => this.fall(panic),
                Err(_) => return Poll::Ready(()),
            }
        }
    }
}

impl Drop for Living {
    /// The supervisor and a generation hold each other. That ends with the task also where it is dropped without having come to
    /// its end, because its runtime is: when nothing of it is left.
    fn drop(&mut self) {
        let life = std::mem::replace(&mut self.life, Box::pin(std::future::ready(())));
        // What is left of it is the user's.
        let _ = guard(|| drop(life));
        self.generation.forget();
    }
}

impl Generation {
    /// It panicked somewhere between the user's methods, each of which is guarded by itself: in a destructor, or a subscriber.
    async fn fell(self: Arc<Self>, panic: Box<dyn Any + Send>) {
        self.ending(Exit::Failed(Failure::new(FailureKind::Panic, message(&*panic)).at(self.in_hand())));
        let cleaned = AssertUnwindSafe(async { self.tear_down().instrument(self.span()).await }).catch_unwind().await;
        self.gone(cleaned.unwrap_or_default());
    }
}
