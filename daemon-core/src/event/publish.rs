//! Publishing: offer to everybody with room, then wait for the rest together.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use super::rest::Rest;
use super::topic::Heard;
use super::{AnyEvent, Bus, Event, EventType, Kind, Publisher, Signal};
use crate::mailbox::{NotTaken, Offer, UnitKey};

/// Some daemons did not take their copy of an event. All others have theirs.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Undelivered {
    /// The event's topic.
    pub topic: &'static str,
    /// Who did not take it, in the order of their names. A daemon with several handlers for it is among them if one of
    /// these did not get it.
    pub daemons: Vec<String>,
    /// For each of `daemons`, why.
    pub reasons: Vec<NotTaken>,
    /// How many other daemons have it. Those that dropped it, because their `overflow` says so, do not count.
    pub delivered: usize,
    /// If waiting for one of `daemons` would have closed a circle of daemons that wait for each other: their names, each
    /// of which waits for the next, from that one to the publisher.
    pub circle: Vec<String>,
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` was not taken by ", self.topic)?;
        for (place, (daemon, why)) in self.daemons.iter().zip(&self.reasons).enumerate() {
            let separator = if place == 0 { "" } else { ", " };
            write!(f, "{separator}{daemon} ({why})")?;
        }
        match self.delivered {
            0 => f.write_str("; no other daemon has it")?,
            1 => f.write_str("; 1 other daemon has it")?,
            others => write!(f, "; {others} other daemons have it")?,
        }
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
pub(super) struct Round {
    /// How many daemons have it.
    pub(super) delivered: usize,
    /// The last that took it. Those that are no daemons come first, so that they do not count.
    last: UnitKey,
    /// Nothing as a rule: every subscriber had room.
    pub(super) rest: Option<Box<Rest>>,
}

impl Round {
    #[inline]
    pub(super) fn offer(bus: &Bus, from: Option<&Publisher>, event: AnyEvent, kind: Kind, wait: bool) -> Self {
        if let Some(publisher) = from {
            publisher.sent.one();
        }
        let mut round = Self { delivered: 0, last: UnitKey::NONE, rest: None };
        let mut event = Some(event);
        bus.show(kind, |subscribers| {
            subscribers.offer(&mut event, from, wait, |unit, heard| match heard {
                Heard::Taken => round.taken(unit),
                Heard::Otherwise(daemon, offer) => round.hear(unit, daemon, offer),
            });
        });
        round
    }

    #[inline]
    fn taken(&mut self, unit: UnitKey) {
        if unit != self.last {
            self.last = unit;
            self.delivered += 1;
            if let Some(rest) = &mut self.rest {
                rest.count(unit);
            }
        }
    }

    #[cold]
    fn hear(&mut self, unit: UnitKey, daemon: &Arc<str>, offer: Offer) {
        if let Offer::Absent | Offer::Dropped = offer {
            return;
        }
        let counted = self.last == unit;
        self.rest.get_or_insert_default().hear(unit, counted, daemon, offer);
    }
}

/// Whether this is one of some publishes of this thread that spends from its task's budget.
///
/// Somebody who publishes for ever and need never wait must let others run now and then: with tokio's 128 units, after
/// 1,024 times at the latest. Spending for each would cost as much as a publish, and wake receivers for a few events.
pub(super) fn is_one_in_some() -> bool {
    thread_local! {
        static PUBLISHED: Cell<u8> = const { Cell::new(0) };
    }
    PUBLISHED.set(PUBLISHED.get().wrapping_add(1));
    PUBLISHED.get().is_multiple_of(8)
}

/// Gives `event` to every subscriber that has room.
pub(crate) fn try_publish(bus: &Bus, from: Option<&Publisher>, event: AnyEvent) -> Result<(), Undelivered> {
    let kind = event.kind();
    let Round { delivered, rest, .. } = Round::offer(bus, from, event, kind, false);
    rest.map_or(Ok(()), |rest| rest.conclude(kind.event_type().topic, delivered))
}

/// Gives what `make` makes, if anybody is subscribed to it, to all of them: what the supervisor says of the daemon `from`, in
/// the journal's record `number`.
pub(crate) fn signal<E: Event>(bus: &Bus, from: &Publisher, number: u64, make: impl FnOnce() -> E) {
    if let Some(subscribers) = bus.subscribers(EventType::of::<E>()) {
        subscribers.signal(&Signal { event: &AnyEvent::new(Arc::new(make())), from, number });
    }
}
