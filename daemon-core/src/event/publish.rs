//! Publishing: offer to everybody with room, then wait for the rest together.

use std::fmt;
use std::sync::Arc;

use futures_util::future::join_all;

use super::topic::Publication;
use super::{Bus, Event};
use crate::mailbox::{Offer, Wait};

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
struct Round {
    topic: &'static str,
    refused: Vec<Arc<str>>,
    waiting: Vec<(Arc<str>, Wait)>,
    delivered: usize,
    circle: Vec<Arc<str>>,
}

impl Round {
    fn offer<E: Event>(bus: &Bus, publication: &Publication<'_, Arc<E>>) -> Self {
        let mut round =
            Self { topic: E::TOPIC, refused: Vec::new(), waiting: Vec::new(), delivered: 0, circle: Vec::new() };
        bus.visit::<E, _>(|topic| {
            topic.for_each(|subscriber| match subscriber.offer(publication) {
                Offer::Taken => round.delivered += 1,
                Offer::Wait(wait) => round.waiting.push((Arc::clone(subscriber.daemon()), wait)),
                Offer::Full | Offer::Refused => round.refused.push(Arc::clone(subscriber.daemon())),
                Offer::Circle(circle) => {
                    round.refused.push(Arc::clone(subscriber.daemon()));
                    round.circle = circle;
                }
                Offer::Absent => {}
            });
        });
        round
    }

    async fn wait(&mut self) {
        let (names, waits): (Vec<_>, Vec<_>) = self.waiting.drain(..).unzip();
        for (name, outcome) in names.into_iter().zip(join_all(waits).await) {
            match outcome {
                Ok(()) => self.delivered += 1,
                Err(_) => self.refused.push(name),
            }
        }
    }

    fn conclude(self) -> Result<(), Undelivered> {
        if self.refused.is_empty() {
            return Ok(());
        }
        let mut daemons: Vec<String> = self.refused.iter().map(ToString::to_string).collect();
        daemons.sort_unstable();
        daemons.dedup();
        let circle = self.circle.iter().map(ToString::to_string).collect();
        Err(Undelivered { topic: self.topic, daemons, delivered: self.delivered, circle })
    }
}

/// Gives `event` to every subscriber, waiting for those that are full.
pub(crate) async fn publish<E: Event>(bus: &Bus, from: Option<&str>, event: Arc<E>) -> Result<(), Undelivered> {
    let mut round = Round::offer(bus, &Publication { event: &event, from, wait: true });
    if !round.waiting.is_empty() {
        round.wait().await;
    }
    round.conclude()
}

/// Gives `event` to every subscriber that has room.
pub(crate) fn try_publish<E: Event>(bus: &Bus, from: Option<&str>, event: &Arc<E>) -> Result<(), Undelivered> {
    Round::offer(bus, &Publication { event, from, wait: false }).conclude()
}
