//! What is under the mailbox's lock.

use std::collections::VecDeque;
use std::mem;
use std::task::Waker;
use std::time::Duration;

use tokio::time::Instant;

use super::Mail;
use super::lanes::Lanes;
use super::ring::Ring;
use super::wait::{Held, Waiter};
use crate::message::Priority;

/// The queue, the consumer when it sleeps, and the publishers that wait for room. Allocates nothing until the first
/// mail.
pub(super) struct Line {
    /// Whether mail is accepted.
    pub(super) open: bool,
    pub(super) capacity: usize,
    /// The most that it ever held, the consumer's batch included.
    pub(super) most: usize,
    /// How long a publisher waits while nothing begins.
    pub(super) publish_timeout: Duration,
    pub(super) queue: VecDeque<Mail>,
    /// What is of another priority than the normal one.
    pub(super) lanes: Lanes,
    /// For so much more there is room at least, and it would not be deeper than ever: what is normal can be queued without a
    /// look at anything else. Zero while it is closed, or somebody waits.
    pub(super) spare: usize,
    /// How much was ever queued.
    pub(super) queued: u64,
    /// What was counted there and was taken out again.
    pub(super) taken_out: u64,
    /// How much was ever put into lanes.
    pub(super) laned: u64,
    /// How much of what was ever put into either are messages.
    pub(super) calls: u64,
    /// One for each lossy subscription, and one for signals once there was one.
    pub(super) rings: Box<[Ring]>,
    /// How much was ever put into rings.
    pub(super) ringed: u64,
    /// Signals that come after the first and up to the second of these numbers are taken.
    pub(super) signals: (u64, u64),
    /// The consumer's waker, while it has nothing to do.
    pub(super) consumer: Option<Waker>,
    /// In the order in which they came. Not empty only while there is no room.
    pub(super) waiters: VecDeque<Waiter>,
    pub(super) next_waiter: u64,
    /// When something last began while somebody was waiting for that.
    pub(super) progress: Option<Instant>,
    /// What is next may not begin before; none once anything has begun, or nobody takes what comes.
    pub(super) held_until: Option<Instant>,
    /// For how long it was held back to its share of a core, if it ever was.
    pub(super) held: Option<Box<Held>>,
    /// Somebody has waited `publish_timeout` in vain since something last began.
    pub(super) stuck: bool,
    /// A generation takes what comes.
    pub(super) served: bool,
}

impl Line {
    pub(super) fn new(capacity: usize, publish_timeout: Duration) -> Self {
        Self {
            open: false,
            capacity,
            most: 0,
            publish_timeout,
            queue: VecDeque::new(),
            lanes: Lanes::default(),
            spare: 0,
            queued: 0,
            taken_out: 0,
            laned: 0,
            calls: 0,
            rings: Box::default(),
            ringed: 0,
            signals: (0, 0),
            consumer: None,
            waiters: VecDeque::new(),
            next_waiter: 0,
            progress: None,
            held_until: None,
            held: None,
            stuck: false,
            served: false,
        }
    }

    /// Queues `mail`, at the end of what is of its priority.
    #[inline]
    pub(super) fn push(&mut self, mail: Mail) {
        self.calls += u64::from(mail.is_call());
        self.spare = self.spare.saturating_sub(1);
        if mail.priority() == Priority::Normal {
            return self.queue(mail);
        }
        self.laned += 1;
        self.lanes.push(mail);
    }

    /// Queues `mail`, which is normal.
    #[inline]
    pub(super) fn queue(&mut self, mail: Mail) {
        self.queued += 1;
        // In two steps, the first of which may have to make room: what comes to its place in the second is written there and
        // nowhere else. Copied from where it would have stood meanwhile, it takes longer than all the rest of this.
        self.queue.push_back(Mail::NONE);
        if let Some(place) = self.queue.back_mut() {
            drop(mem::replace(place, mail));
        }
    }

    /// It holds so much now, the consumer's batch included.
    pub(super) fn note_depth(&mut self, depth: usize) {
        self.most = self.most.max(depth);
    }

    /// How much is queued, of any priority; what is in the consumer's batch comes on top.
    pub(super) fn len(&self) -> usize {
        self.queue.len() + self.lanes.len()
    }

    /// Whether there is anything normal, in rings or in a batch of so many too.
    pub(super) fn has_normal(&self, batched: usize) -> bool {
        batched > 0 || !self.queue.is_empty() || self.has_ringed()
    }

    /// Takes out of the queue what `is` says. Everything else keeps its place, also what is in rings: it is due when as
    /// much of the rest has begun as had been queued before it.
    pub(super) fn take_out(&mut self, is: impl Fn(&Mail) -> bool) -> Vec<Mail> {
        let begun = self.queued - self.queue.len() as u64;
        let (mut numbers, mut taken) = (Vec::new(), Vec::new());
        for (number, mail) in (begun..).zip(mem::take(&mut self.queue)) {
            if is(&mail) {
                numbers.push(number);
                taken.push(mail);
            } else {
                self.queue.push_back(mail);
            }
        }
        for ring in &mut self.rings {
            ring.move_up(|after| numbers.partition_point(|&number| number < after) as u64);
        }
        self.queued -= taken.len() as u64;
        self.taken_out += taken.len() as u64;
        taken
    }
}
