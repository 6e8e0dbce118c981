//! Publishing: offer to everybody with room, then wait for the rest together.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use futures_util::future::join_all;
use tokio::task::coop;

use super::{Bus, Event};
use crate::mailbox::{Offer, Refusal, Wait};

/// Some daemons did not take their copy of an event. All others have theirs.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undelivered {
    /// The event's topic.
    pub topic: &'static str,
    /// Who did not take it: daemons that were full and began nothing for their `publish_timeout`, that stopped
    /// meanwhile, or, of `try_publish`, that were full. In the order of their names.
    pub daemons: Vec<String>,
    /// How many subscribers have it.
    pub delivered: usize,
    /// If waiting for one of `daemons` would have closed a circle of daemons that wait for each other: their names, each
    /// of which waits for the next, from that one to the publisher.
    pub circle: Vec<String>,
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (topic, daemons) = (self.topic, self.daemons.join(", "));
        write!(f, "`{topic}` was not taken by {daemons} ({} others have it)", self.delivered)?;
        match &self.circle[..] {
            [] => Ok(()),
            circle => write!(f, "; waiting would close the circle {} → {}", circle.join(" → "), circle[0]),
        }
    }
}

/// As it is displayed: what `fn main() -> Result` prints.
impl fmt::Debug for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Undelivered {}

/// What came of offering an event to everybody.
#[derive(Default)]
struct Round {
    delivered: usize,
    /// Nothing as a rule: every subscriber had room.
    rest: Option<Box<Rest>>,
}

/// Who has not taken an event at once.
#[derive(Default)]
struct Rest {
    refused: Vec<Arc<str>>,
    waiting: Vec<(Arc<str>, Wait)>,
    circle: Vec<Arc<str>>,
}

impl Round {
    fn offer<E: Event>(bus: &Bus, from: Option<&str>, event: Arc<E>, wait: bool) -> Self {
        let mut round = Self::default();
        let mut event = Some(event);
        bus.show::<E>(|subscribers| {
            subscribers.offer(&mut event, from, wait, |subscriber, offer| match offer {
                Offer::Taken => round.delivered += 1,
                Offer::Absent => {}
                offer => round.rest.get_or_insert_default().hear(subscriber.daemon(), offer),
            });
        });
        round
    }
}

impl Rest {
    #[cold]
    fn hear(&mut self, daemon: &Arc<str>, offer: Offer) {
        match offer {
            Offer::Wait(wait) => return self.waiting.push((Arc::clone(daemon), *wait)),
            Offer::Circle(circle) => self.circle = circle.0,
            Offer::Taken | Offer::Absent | Offer::Full | Offer::Refused => {}
        }
        self.refused.push(Arc::clone(daemon));
    }

    /// Waits for those who are full, together; says how many of them have taken it.
    async fn wait(&mut self) -> usize {
        let mut taken = 0;
        if self.waiting.len() == 1 {
            // The rule, and no need to poll several.
            while let Some((daemon, wait)) = self.waiting.pop() {
                taken += usize::from(self.taken(daemon, wait.await));
            }
            return taken;
        }
        let (names, waits): (Vec<_>, Vec<_>) = self.waiting.drain(..).unzip();
        for (daemon, outcome) in names.into_iter().zip(join_all(waits).await) {
            taken += usize::from(self.taken(daemon, outcome));
        }
        taken
    }

    async fn settle(mut self: Box<Self>, topic: &'static str, delivered: usize) -> Result<(), Undelivered> {
        let later = self.wait().await;
        self.conclude(topic, delivered + later)
    }

    fn taken(&mut self, daemon: Arc<str>, outcome: Result<(), Refusal>) -> bool {
        if outcome.is_err() {
            self.refused.push(daemon);
        }
        outcome.is_ok()
    }

    fn conclude(self, topic: &'static str, delivered: usize) -> Result<(), Undelivered> {
        if self.refused.is_empty() {
            return Ok(());
        }
        let mut daemons: Vec<String> = self.refused.iter().map(ToString::to_string).collect();
        daemons.sort_unstable();
        daemons.dedup();
        let circle = self.circle.iter().map(ToString::to_string).collect();
        Err(Undelivered { topic, daemons, delivered, circle })
    }
}

/// Gives `event` to every subscriber, waiting for those that are full.
pub(crate) async fn publish<E: Event>(bus: &Bus, from: Option<&str>, event: Arc<E>) -> Result<(), Undelivered> {
    let Round { delivered, rest } = Round::offer(bus, from, event, true);
    if is_one_in_some() {
        coop::consume_budget().await;
    }
    match rest {
        None => Ok(()),
        Some(rest) => rest.settle(E::TOPIC, delivered).await,
    }
}

/// Whether this is one of some publishes of this thread that spends from its task's budget.
///
/// Somebody who publishes for ever and need never wait must let others run now and then: with tokio's 128 units, after
/// 1,024 times at the latest. Spending for each would cost as much as a publish, and wake receivers for a few events.
fn is_one_in_some() -> bool {
    thread_local! {
        static PUBLISHED: Cell<u8> = const { Cell::new(0) };
    }
    PUBLISHED.set(PUBLISHED.get().wrapping_add(1));
    PUBLISHED.get().is_multiple_of(8)
}

/// Gives `event` to every subscriber that has room.
pub(crate) fn try_publish<E: Event>(bus: &Bus, from: Option<&str>, event: &Arc<E>) -> Result<(), Undelivered> {
    let Round { delivered, rest } = Round::offer(bus, from, Arc::clone(event), false);
    rest.map_or(Ok(()), |rest| rest.conclude(E::TOPIC, delivered))
}
