//! All timers of one generation, on one sleep.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Context;
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep_until};

use super::beat::Fired;
use super::in_order::InOrder;
use super::names::Names;
use super::schedule::Struck;
use super::timers::{Place, Rhythm, Timer, Timers};
use super::{Almanac, Beat, Interval, Missed, Tally, Turn};
use crate::clock::later;

/// The timers of a daemon while it runs. Whatever is done with one costs the same however many there are, but for what
/// an ordered tree takes.
pub(crate) struct Agenda {
    timers: Timers,
    /// Intervals and schedules, by what they are cleared and replaced by.
    names: Names,
    /// Those that pause after an error, by the slots of their handlers.
    pausing: BTreeMap<usize, usize>,
    /// Those that are to become due, by when.
    coming: InOrder<Instant>,
    /// Those that are due and have not fired, in the order in which they became so.
    due: InOrder<u64>,
    arrivals: u64,
    sleep: Option<Pin<Box<Sleep>>>,
    /// What the sleep is set for and has not reached.
    armed: Option<Instant>,
    /// How many timers there are, for whoever asks from outside.
    live: Arc<AtomicUsize>,
}

impl Agenda {
    /// Without timers; `live` is told how many there are.
    pub(crate) fn new(live: Arc<AtomicUsize>) -> Self {
        Self {
            timers: Timers::default(),
            names: Names::default(),
            pausing: BTreeMap::new(),
            coming: InOrder::default(),
            due: InOrder::default(),
            arrivals: 0,
            sleep: None,
            armed: None,
            live,
        }
    }

    /// Makes room for so many timers and no more: what is given at run time is for those who give it.
    pub(crate) fn expect(&mut self, timers: usize) {
        self.timers.expect(timers);
    }

    /// Adds the interval of the handler in `slot`, beginning now.
    pub(crate) fn every(&mut self, slot: usize, interval: &Interval, period: Duration, tally: Arc<Tally>) {
        let beat = Beat::starting(Instant::now(), period, interval.missed, interval.immediate);
        let rhythm = Rhythm::Every { beat, jitter: interval.jitter, after_error: interval.after_error };
        let at = later(beat.due(), jitter(interval.jitter));
        let timer = self.add(Some(Arc::from(interval.name)), slot, rhythm, at, tally);
        if interval.after_error.is_some() {
            self.pausing.insert(slot, timer);
        }
    }

    /// Adds the schedule of the handler in `slot`.
    pub(crate) fn by_calendar(&mut self, slot: usize, name: &str, almanac: &Arc<Almanac>, tally: Arc<Tally>) {
        let mut turn = Turn::beginning(almanac);
        let at = turn.look().unwrap_or_else(Instant::now);
        self.add(Some(Arc::from(name)), slot, Rhythm::Calendar(turn), at, tally);
    }

    /// Adds an interval that was given at run time, beginning now, instead of the one of that name. Returns whose slot
    /// that was.
    pub(crate) fn set(&mut self, name: Arc<str>, slot: usize, period: Duration, tally: Arc<Tally>) -> Option<usize> {
        let before = self.remove(&name);
        let beat = Beat::starting(Instant::now(), period, Missed::Skip, false);
        let rhythm = Rhythm::Every { beat, jitter: Duration::ZERO, after_error: None };
        self.add(Some(name), slot, rhythm, beat.due(), tally);
        before
    }

    /// The interval of the handler in `slot`, if it is live, goes by `interval` and `period` as if it had since its last
    /// tick. One that is due stays so.
    #[cfg(feature = "config")]
    pub(crate) fn amend(&mut self, slot: usize, interval: &Interval, period: Duration) {
        let Some(timer) = self.names.get(interval.name) else { return };
        let entry = self.timers.get(timer);
        // Another may have been set under its name.
        let (Rhythm::Every { beat, jitter: most, after_error }, true) = (&mut entry.rhythm, entry.slot == slot) else {
            return;
        };
        let is_due = matches!(entry.place, Place::Due(_));
        beat.amend(Instant::now(), period, interval.missed);
        (*most, *after_error) = (interval.jitter, interval.after_error);
        let at = later(beat.due(), jitter(interval.jitter));
        match interval.after_error {
            Some(_) => drop(self.pausing.insert(slot, timer)),
            None => drop(self.pausing.remove(&slot)),
        }
        if !is_due {
            self.schedule(timer, at);
        }
    }

    /// The check `timer`, which is live, goes by `period` as if it had since the last one. One that is due stays so.
    #[cfg(feature = "config")]
    pub(crate) fn amend_check(&mut self, timer: usize, period: Duration) {
        let entry = self.timers.get(timer);
        let Rhythm::Every { beat, .. } = &mut entry.rhythm else { return };
        beat.amend(Instant::now(), period, Missed::Skip);
        let at = beat.due();
        if !matches!(entry.place, Place::Due(_)) {
            self.schedule(timer, at);
        }
    }

    /// The schedule of the handler in `slot`, if it is live, goes by `almanac` from now on. What was due and has not begun is
    /// left out.
    #[cfg(feature = "config")]
    pub(crate) fn amend_calendar(&mut self, slot: usize, name: &str, almanac: &Arc<Almanac>) {
        let Some(timer) = self.names.get(name) else { return };
        let entry = self.timers.get(timer);
        let (Rhythm::Calendar(turn), true) = (&mut entry.rhythm, entry.slot == slot) else { return };
        *turn = Turn::beginning(almanac);
        let at = turn.look().unwrap_or_else(Instant::now);
        self.schedule(timer, at);
    }

    /// Ends the interval or schedule `name`. Returns whose slot it was.
    pub(crate) fn remove(&mut self, name: &str) -> Option<usize> {
        let timer = self.names.get(name)?;
        Some(self.end(timer))
    }

    /// Adds the check in `slot`, beginning now: at once if `immediate`. It has no name by which anybody could replace it.
    pub(crate) fn check(&mut self, slot: usize, period: Duration, immediate: bool, tally: Arc<Tally>) -> usize {
        let beat = Beat::starting(Instant::now(), period, Missed::Skip, immediate);
        let rhythm = Rhythm::Every { beat, jitter: Duration::ZERO, after_error: None };
        self.add(None, slot, rhythm, beat.due(), tally)
    }

    /// Adds one call of the handler in `slot`.
    pub(crate) fn once(&mut self, slot: usize, delay: Duration, tally: Arc<Tally>) {
        self.add(None, slot, Rhythm::Once, later(Instant::now(), delay), tally);
    }

    fn add(&mut self, name: Option<Arc<str>>, slot: usize, rhythm: Rhythm, at: Instant, tally: Arc<Tally>) -> usize {
        let timer = self.timers.insert(Timer { name: name.clone(), slot, tally, rhythm, at, place: Place::Nowhere });
        if let Some(name) = name {
            self.names.insert(name, timer);
        }
        self.schedule(timer, at);
        self.count();
        timer
    }

    /// Ends `timer`. Returns whose slot it was.
    pub(crate) fn end(&mut self, timer: usize) -> usize {
        self.take_out(timer);
        let Timer { name, slot, tally, rhythm, .. } = self.timers.remove(timer);
        tally.scheduled(None);
        rhythm.end(false);
        if let Some(name) = name {
            self.names.remove(&name);
        }
        self.pausing.remove(&slot);
        self.count();
        slot
    }

    fn schedule(&mut self, timer: usize, at: Instant) {
        self.take_out(timer);
        let entry = self.timers.get(timer);
        entry.at = at;
        entry.place = Place::Coming;
        entry.tally.scheduled(Some(at));
        self.coming.insert(at, timer);
    }

    /// It neither comes nor is due any more.
    fn take_out(&mut self, timer: usize) {
        let entry = self.timers.get(timer);
        match std::mem::replace(&mut entry.place, Place::Nowhere) {
            Place::Nowhere => {}
            Place::Coming => self.coming.remove(entry.at, timer),
            Place::Due(arrival) => self.due.remove(arrival, timer),
        }
    }

    fn count(&self) {
        self.live.store(self.timers.len(), Ordering::Relaxed);
    }

    /// Ends all timers; says how many there were. If the daemon `goes_on` in another generation, its schedules go on there
    /// where they are now.
    pub(crate) fn clear(&mut self, goes_on: bool) -> usize {
        let live = self.timers.len();
        for timer in self.timers.drain() {
            timer.tally.scheduled(None);
            timer.rhythm.end(goes_on);
        }
        self.names.clear();
        self.pausing.clear();
        self.coming.clear();
        self.due.clear();
        self.sleep = None;
        self.armed = None;
        self.count();
        live
    }

    /// Notes what has become due, and has the task woken when the next does. `anew`: for the first time since the task
    /// was woken.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>, anew: bool) {
        while let Some(first) = self.coming.first() {
            if self.armed != Some(first) {
                let now = Instant::now();
                if first <= now {
                    self.note(now);
                    continue;
                }
                self.arm(first);
            } else if !anew {
                return;
            }
            if self.sleep.as_mut().is_some_and(|sleep| sleep.as_mut().poll(cx).is_pending()) {
                return;
            }
            self.armed = None;
            self.note(first);
        }
    }

    fn arm(&mut self, first: Instant) {
        self.armed = Some(first);
        match &mut self.sleep {
            Some(sleep) => sleep.as_mut().reset(first),
            none => *none = Some(Box::pin(sleep_until(first))),
        }
    }

    /// Notes what has become due, though the sleep may not have ended: for a task that is not woken for a while.
    pub(crate) fn look(&mut self) {
        if self.coming.first().is_some() {
            self.note(Instant::now());
        }
    }

    /// Notes what has become due by `now`.
    fn note(&mut self, now: Instant) {
        while let Some(timer) = self.coming.pop_until(now) {
            let entry = self.timers.get(timer);
            if let Some(again) = entry.rhythm.again() {
                entry.at = again;
                self.coming.insert(again, timer);
                continue;
            }
            entry.place = Place::Due(self.arrivals);
            self.due.insert(self.arrivals, timer);
            self.arrivals += 1;
        }
    }

    /// The first timer that is due and whose slot `may` begin.
    #[inline]
    pub(crate) fn due(&self, may: impl Fn(usize) -> bool) -> Option<usize> {
        self.due.find(|timer| may(self.slot(timer)))
    }

    /// Whether `timer` is still due.
    pub(crate) fn is_due(&self, timer: usize) -> bool {
        self.timers.peek(timer).is_some_and(|timer| matches!(timer.place, Place::Due(_)))
    }

    /// The slot of `timer`, which there is.
    pub(crate) fn slot(&self, timer: usize) -> usize {
        self.timers.peek(timer).map_or_else(|| unreachable!("what is due is there"), |timer| timer.slot)
    }

    /// `timer`, which is due, fires. Says whether it does, of a schedule it may have been so long ago that it is left out; and how
    /// many ticks are skipped.
    pub(crate) fn fire(&mut self, timer: usize) -> (bool, u64) {
        let entry = self.timers.get(timer);
        match &mut entry.rhythm {
            Rhythm::Once => {
                entry.tally.fired(Fired { skipped: 0, late: false });
                self.end(timer);
                (true, 0)
            }
            Rhythm::Every { beat, jitter: most, .. } => {
                let fired = beat.fire(Instant::now(), entry.at);
                entry.tally.fired(fired);
                let at = later(beat.due(), jitter(*most));
                self.schedule(timer, at);
                (true, fired.skipped)
            }
            Rhythm::Calendar(turn) => {
                let Struck { fires, late, skipped } = turn.fire();
                if fires {
                    entry.tally.fired(Fired { skipped, late });
                } else {
                    entry.tally.left_out(skipped);
                }
                let at = turn.look().unwrap_or_else(Instant::now);
                self.schedule(timer, at);
                (fires, skipped)
            }
        }
    }

    /// A run of the handler in `slot` returned an error.
    pub(crate) fn failed(&mut self, slot: usize) {
        let Some(&timer) = self.pausing.get(&slot) else { return };
        if let Rhythm::Every { beat, after_error: Some(pause), .. } = &mut self.timers.get(timer).rhythm {
            beat.pause(Instant::now(), *pause);
            let at = beat.due();
            self.schedule(timer, at);
        }
    }
}

impl Rhythm {
    /// When to look again at a schedule that has come up and whose time has not come.
    fn again(&mut self) -> Option<Instant> {
        match self {
            Self::Calendar(turn) => turn.look(),
            Self::Once | Self::Every { .. } => None,
        }
    }

    fn end(self, goes_on: bool) {
        match self {
            Self::Calendar(turn) => turn.end(goes_on),
            Self::Once | Self::Every { .. } => {}
        }
    }
}

impl Drop for Agenda {
    fn drop(&mut self) {
        self.live.store(0, Ordering::Relaxed);
    }
}

/// A random time up to `most`.
fn jitter(most: Duration) -> Duration {
    if most.is_zero() { most } else { most.mul_f64(fastrand::f64()) }
}

#[cfg(test)]
mod tests;
