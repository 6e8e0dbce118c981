//! The future that a publish is.

use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use tokio::task::coop;

use super::publish::{Round, is_one_in_some};
use super::{AnyEvent, Bus, Kind, Publisher, Undelivered};
use crate::metrics::Sent;

/// A publish on its way, or about to be: [`Context::publish`](crate::Context::publish), `System::publish`.
///
/// Begins when it is polled. Dropping it withdraws the event from those who have not taken it yet.
// Written out instead of an `async fn`, because that would name the event's type: whoever publishes what is no event
// would be told so three times, of the call, of its future and of the `await`.
#[must_use = "nothing is published before this is awaited"]
pub struct Publishing<'a> {
    bus: &'a Bus,
    from: Option<Publisher<'a>>,
    /// Where it counts.
    sent: Option<&'a Sent>,
    step: Step,
}

enum Step {
    /// Nobody has been offered the event.
    Begin(AnyEvent),
    /// Everybody has, and the task is to pay for it.
    Pay(Kind, Round),
    /// Some had no room.
    Settle(Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send>>),
    Over,
}

impl<'a> Publishing<'a> {
    /// Of `event`, by the daemon `from`, if it is one.
    pub(crate) fn new(bus: &'a Bus, from: Option<Publisher<'a>>, event: AnyEvent) -> Self {
        Self { bus, from, sent: None, step: Step::Begin(event) }
    }

    /// Counts there when it begins.
    pub(crate) fn counted(self, sent: &'a Sent) -> Self {
        Self { sent: Some(sent), ..self }
    }

    /// The task has paid.
    fn settle(&mut self, kind: Kind, round: Round, task: &mut Context<'_>) -> Poll<Result<(), Undelivered>> {
        let Some(rest) = round.rest else { return Poll::Ready(Ok(())) };
        let settling = Box::pin(rest.settle(kind.event_type().topic, round.delivered));
        self.step = Step::Settle(settling);
        Pin::new(self).poll(task)
    }
}

impl Future for Publishing<'_> {
    type Output = Result<(), Undelivered>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match mem::replace(&mut self.step, Step::Over) {
            Step::Begin(event) => {
                if let Some(sent) = self.sent {
                    sent.one();
                }
                let kind = event.kind();
                let round = Round::offer(self.bus, self.from, event, kind, true);
                if is_one_in_some() {
                    self.step = Step::Pay(kind, round);
                    return self.poll(task);
                }
                self.settle(kind, round, task)
            }
            Step::Pay(kind, round) => {
                if pin!(coop::consume_budget()).poll(task).is_pending() {
                    self.step = Step::Pay(kind, round);
                    return Poll::Pending;
                }
                self.settle(kind, round, task)
            }
            Step::Settle(mut settling) => {
                let outcome = settling.as_mut().poll(task);
                if outcome.is_pending() {
                    self.step = Step::Settle(settling);
                }
                outcome
            }
            Step::Over => panic!("a publish was polled after it was over"),
        }
    }
}

impl fmt::Debug for Publishing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publishing").field("from", &self.from).finish_non_exhaustive()
    }
}
