//! The future that a publish is.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use tokio::task::coop;

use super::publish::{Round, is_one_in_some};
use super::rest::Rest;
use super::{AnyEvent, Bus, Kind, Publisher, Undelivered};

/// A publish on its way, or about to be: [`Context::publish`](crate::Context::publish), `System::publish`.
///
/// Begins when it is polled. Dropping it withdraws the event from those who have not taken it yet.
// Written out instead of an `async fn`, because that would name the event's type: whoever publishes what is no event
// would be told so three times, of the call, of its future and of the `await`.
#[must_use = "nothing is published before this is awaited"]
pub struct Publishing<'a> {
    bus: &'a Bus,
    from: Option<&'a Publisher>,
    step: Step,
}

enum Step {
    /// Nobody has been offered the event.
    Begin(AnyEvent),
    /// Everybody has it, and the task is to let others run before it goes on.
    Pay,
    /// Some had no room.
    Later(Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send>>),
    Over,
}

impl<'a> Publishing<'a> {
    /// Of `event`, by the daemon `from`, if it is one.
    pub(crate) fn new(bus: &'a Bus, from: Option<&'a Publisher>, event: AnyEvent) -> Self {
        Self { bus, from, step: Step::Begin(event) }
    }

    /// Offers the event to everybody.
    #[inline]
    fn begin(&mut self, event: AnyEvent, task: &mut Context<'_>) -> Poll<Result<(), Undelivered>> {
        let kind = event.kind();
        let Round { delivered, rest, .. } = Round::offer(self.bus, self.from, event, kind, true);
        let paid = !is_one_in_some() || pay(task).is_ready();
        match rest {
            None if paid => Poll::Ready(Ok(())),
            None => {
                self.step = Step::Pay;
                Poll::Pending
            }
            Some(rest) => self.settle(kind, delivered, rest, paid, task),
        }
    }

    #[cold]
    fn settle(
        &mut self,
        kind: Kind,
        delivered: usize,
        rest: Box<Rest>,
        paid: bool,
        task: &mut Context<'_>,
    ) -> Poll<Result<(), Undelivered>> {
        self.step = Step::Later(Box::pin(async move {
            if !paid {
                coop::consume_budget().await;
            }
            rest.settle(kind.event_type().topic, delivered).await
        }));
        self.go_on(task)
    }

    #[cold]
    fn go_on(&mut self, task: &mut Context<'_>) -> Poll<Result<(), Undelivered>> {
        let outcome = match &mut self.step {
            Step::Pay => pay(task).map(Ok),
            Step::Later(later) => later.as_mut().poll(task),
            Step::Begin(_) | Step::Over => panic!("a publish was polled after it was over"),
        };
        if outcome.is_ready() {
            self.step = Step::Over;
        }
        outcome
    }
}

/// Spends from the task's budget. Pending if that is used up: others are to run first.
fn pay(task: &mut Context<'_>) -> Poll<()> {
    pin!(coop::consume_budget()).poll(task)
}

impl Future for Publishing<'_> {
    type Output = Result<(), Undelivered>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match mem::replace(&mut self.step, Step::Over) {
            Step::Begin(event) => self.begin(event, task),
            later => {
                self.step = later;
                self.go_on(task)
            }
        }
    }
}

impl fmt::Debug for Publishing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publishing").field("from", &self.from).finish_non_exhaustive()
    }
}
