//! All timers of one generation, on one sleep.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Context;
use std::time::Duration;

use slab::Slab;
use tokio::time::{Instant, Sleep, sleep_until};

use super::beat::Fired;
use super::coming::Coming;
use super::{Beat, Interval, Missed, Tally};
use crate::clock::later;

/// The timers of a daemon while it runs.
#[derive(Default)]
pub(crate) struct Agenda {
    timers: Slab<Timer>,
    /// Those that are to become due.
    coming: Coming,
    /// Those that are due and have not fired, in the order in which they became so.
    due: VecDeque<usize>,
    sleep: Option<Pin<Box<Sleep>>>,
    /// What the sleep is set for and has not reached.
    armed: Option<Instant>,
}

struct Timer {
    /// Of an interval: what it is cleared and replaced by.
    name: Option<Arc<str>>,
    slot: usize,
    tally: Arc<Tally>,
    rhythm: Rhythm,
    /// Where it stands in `coming`.
    at: Option<Instant>,
}

enum Rhythm {
    Once,
    Every { beat: Beat, jitter: Duration, after_error: Option<Duration> },
}

impl Agenda {
    /// Adds the interval of the handler in `slot`, beginning now.
    pub(crate) fn every(&mut self, slot: usize, interval: &Interval, period: Duration, tally: Arc<Tally>) {
        let beat = Beat::starting(Instant::now(), period, interval.missed, interval.immediate);
        let rhythm = Rhythm::Every { beat, jitter: interval.jitter, after_error: interval.after_error };
        let at = later(beat.due(), jitter(interval.jitter));
        self.add(Some(Arc::from(interval.name)), slot, rhythm, at, tally);
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

    /// Ends the interval `name`. Returns whose slot it was.
    pub(crate) fn remove(&mut self, name: &str) -> Option<usize> {
        let named = |timer: &Timer| timer.name.as_deref() == Some(name);
        let timer = self.timers.iter().find(|(_, timer)| named(timer))?.0;
        self.schedule(timer, None);
        self.due.retain(|&due| due != timer);
        Some(self.timers.remove(timer).slot)
    }

    /// Adds one call of the handler in `slot`.
    pub(crate) fn once(&mut self, slot: usize, delay: Duration, tally: Arc<Tally>) {
        self.add(None, slot, Rhythm::Once, later(Instant::now(), delay), tally);
    }

    fn add(&mut self, name: Option<Arc<str>>, slot: usize, rhythm: Rhythm, at: Instant, tally: Arc<Tally>) {
        let timer = self.timers.insert(Timer { name, slot, tally, rhythm, at: None });
        self.schedule(timer, Some(at));
    }

    fn schedule(&mut self, timer: usize, at: Option<Instant>) {
        let entry = &mut self.timers[timer];
        if let Some(before) = entry.at.take() {
            self.coming.remove(before, timer);
        }
        entry.at = at;
        entry.tally.scheduled(at);
        if let Some(at) = at {
            self.coming.insert(at, timer);
        }
    }

    /// Ends all timers; says how many there were.
    pub(crate) fn clear(&mut self) -> usize {
        let live = self.coming.len() + self.due.len();
        for timer in self.timers.drain() {
            timer.tally.scheduled(None);
        }
        self.coming.clear();
        self.due.clear();
        self.sleep = None;
        self.armed = None;
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
            self.timers[timer].at = None;
            self.due.push_back(timer);
        }
    }

    /// The first timer that is due and whose slot `may` begin.
    pub(crate) fn due(&self, may: impl Fn(usize) -> bool) -> Option<usize> {
        if self.due.is_empty() {
            return None;
        }
        self.due.iter().copied().find(|&timer| may(self.timers[timer].slot))
    }

    /// Whether `timer` is still due.
    pub(crate) fn is_due(&self, timer: usize) -> bool {
        self.due.contains(&timer)
    }

    /// The slot of `timer`.
    pub(crate) fn slot(&self, timer: usize) -> usize {
        self.timers[timer].slot
    }

    /// `timer`, which is due, fires.
    pub(crate) fn fire(&mut self, timer: usize) {
        self.due.retain(|&due| due != timer);
        let entry = &mut self.timers[timer];
        match &mut entry.rhythm {
            Rhythm::Once => {
                entry.tally.fired(Fired { skipped: 0, late: false });
                entry.tally.scheduled(None);
                self.timers.remove(timer);
            }
            Rhythm::Every { beat, jitter: most, .. } => {
                entry.tally.fired(beat.fire(Instant::now()));
                let at = later(beat.due(), jitter(*most));
                self.schedule(timer, Some(at));
            }
        }
    }

    /// A run of the handler in `slot` returned an error.
    pub(crate) fn failed(&mut self, slot: usize) {
        let Some((timer, _)) = self.timers.iter().find(|(_, timer)| timer.slot == slot) else { return };
        if let Rhythm::Every { beat, after_error: Some(pause), .. } = &mut self.timers[timer].rhythm {
            beat.pause(Instant::now(), *pause);
            let at = beat.due();
            self.due.retain(|&due| due != timer);
            self.schedule(timer, Some(at));
        }
    }
}

/// A random time up to `most`.
fn jitter(most: Duration) -> Duration {
    if most.is_zero() { most } else { most.mul_f64(fastrand::f64()) }
}
