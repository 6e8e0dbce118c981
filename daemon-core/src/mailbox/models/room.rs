//! A mailbox with somebody at each end of it.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use crate::event::{AnyEvent, Event};
use crate::mailbox::{
    Coming, Mail, Mailbox, MailboxTerms, NotTaken, Offer, Overflow, Sender, Timers, UnitKey, Waits, short,
};
use crate::message::Priority;
use crate::supervise::{Control, Flag};

/// What is sent: by whom, its how-manieth, and its place among all that were offered to one mailbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) slot: usize,
    pub(super) publisher: usize,
    pub(super) number: usize,
    pub(super) ticket: usize,
}

impl Event for Note {
    const TOPIC: &'static str = "note";
}

/// What [`Note`]s of the queue are for. Those of rings are for others.
pub(super) const WAIT: usize = 0;

/// A mailbox, its generation's flags, and what was handled. Its own state is std's: no step for anybody to come between.
pub(super) struct Room {
    pub(super) mailbox: Arc<Mailbox>,
    pub(super) control: Control,
    capacity: usize,
    /// What one of the daemon's own handlers publishes is taken over the bound.
    feeds_itself: AtomicBool,
    tickets: AtomicUsize,
    handled: Mutex<Vec<Note>>,
}

impl Room {
    pub(super) fn new(capacity: usize) -> Arc<Self> {
        Self::with(capacity, Timers::Never, &Arc::default())
    }

    pub(super) fn with(capacity: usize, timers: Timers, waits: &Arc<Waits>) -> Arc<Self> {
        let mailbox = Arc::new(Mailbox::new(MailboxTerms {
            daemon: Arc::from("room"),
            unit: UnitKey::unique(),
            capacity,
            publish_timeout: Duration::from_secs(1),
            waits: Arc::clone(waits),
            timers,
        }));
        mailbox.open(0);
        Arc::new(Self {
            mailbox,
            control: Control::default(),
            capacity,
            feeds_itself: AtomicBool::new(false),
            tickets: AtomicUsize::new(0),
            handled: Mutex::default(),
        })
    }

    fn event(&self, slot: usize, publisher: usize, number: usize) -> AnyEvent {
        let ticket = self.tickets.fetch_add(1, Ordering::Relaxed);
        AnyEvent::new(Arc::new(Note { slot, publisher, number, ticket }))
    }

    fn note(&self, slot: usize, publisher: usize, number: usize) -> Mail {
        Mail::event(short(slot), Priority::Normal, Sender::OUTSIDE, self.event(slot, publisher, number))
    }

    /// As the bus does it.
    pub(super) async fn publish(&self, publisher: usize, number: usize) -> Result<(), NotTaken> {
        self.feeds_itself.fetch_or(self.mailbox.unit().is_current(), Ordering::Relaxed);
        if self.mailbox.accept(short(WAIT), Sender::OUTSIDE, || self.event(WAIT, publisher, number)) {
            self.is_bounded();
            return Ok(());
        }
        let outcome = match self.mailbox.offer(|| self.note(WAIT, publisher, number), true) {
            Offer::Taken => Ok(()),
            Offer::Wait(wait) => wait.await,
            Offer::Refused(why) => Err(*why),
            Offer::Absent => Err(NotTaken::Stopped),
            Offer::Circle(_) => Err(NotTaken::Circle),
            Offer::Full | Offer::Dropped => unreachable!("it waits"),
        };
        self.is_bounded();
        outcome
    }

    pub(super) fn publish_lossy(&self, slot: usize, overflow: Overflow, publisher: usize, number: usize) {
        let ring = self.mailbox.ring(slot, overflow, overflow.keep().unwrap());
        let offer = self.mailbox.offer_lossy(ring, || self.note(slot, publisher, number));
        assert!(matches!(offer, Offer::Taken | Offer::Dropped));
    }

    /// Says whether it was taken.
    pub(super) fn signal(&self, slot: usize, publisher: usize, number: usize) -> bool {
        let mail = self.note(slot, publisher, number);
        matches!(self.mailbox.offer_signal(mail, number as u64), Offer::Taken)
    }

    /// One life of the daemon: handles what comes, at most `most`, until it is told to stop and nothing is left.
    pub(super) async fn serve(&self, most: usize) {
        let mut batch = VecDeque::new();
        for _ in 0..most {
            let Some(note) = self.next(&mut batch).await else { break };
            self.is_bounded();
            self.handled.lock().unwrap().push(note);
        }
        self.mailbox.restore(&mut batch);
        self.is_bounded();
    }

    /// What is handled next; nothing once it is to stop and nothing is left.
    pub(super) async fn next(&self, batch: &mut VecDeque<Mail>) -> Option<Note> {
        poll_fn(|cx| self.poll_next(batch, cx)).await
    }

    /// As the intake does it.
    fn poll_next(&self, batch: &mut VecDeque<Mail>, cx: &mut Context<'_>) -> Poll<Option<Note>> {
        self.control.register(cx.waker());
        let stopping = self.control.has(Flag::STOP);
        loop {
            let mail = match self.mailbox.poll_coming(batch, cx) {
                Poll::Ready(Coming::Aside(priority, slot)) => self.mailbox.take_from_lanes(batch.len(), priority, slot),
                Poll::Ready(Coming::Ringed(slot)) => self.mailbox.take_ringed(batch.len(), slot),
                Poll::Ready(Coming::Signal(_)) => self.mailbox.take_signal(),
                Poll::Ready(Coming::Batched(_)) => self.mailbox.begin(batch),
                Poll::Pending if stopping => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            };
            match mail {
                Some(Mail::Written(mut letter)) => return Poll::Ready(Some(*letter.take_event())),
                Some(Mail::Given(_)) => unreachable!("nothing is given"),
                // Dropped from its ring meanwhile.
                None => {}
            }
        }
    }

    pub(super) fn stop(&self) {
        self.control.raise(Flag::STOP);
    }

    fn is_bounded(&self) {
        let bounded = self.mailbox.backlog() <= self.capacity;
        assert!(bounded || self.feeds_itself.load(Ordering::Relaxed), "more is accepted than there is room for");
    }

    pub(super) fn handled(&self) -> Vec<Note> {
        self.handled.lock().unwrap().clone()
    }

    /// What was handled was handled in the order in which it was offered, and once.
    pub(super) fn in_order_of_offers(&self) {
        let handled = self.handled();
        assert!(handled.is_sorted_by_key(|note| note.ticket), "{handled:?}");
        self.once_and_in_order();
    }

    /// What was handled of one publisher was handled in the order in which it was sent, and once.
    pub(super) fn once_and_in_order(&self) {
        let handled = self.handled();
        for (place, note) in handled.iter().enumerate() {
            let later = handled[place + 1..].iter().find(|other| other.publisher == note.publisher);
            assert!(later.is_none_or(|later| later.number > note.number), "{handled:?}");
        }
    }

    pub(super) fn has_handled(&self, publisher: usize, number: usize) -> bool {
        self.handled().iter().any(|note| (note.publisher, note.number) == (publisher, number))
    }

    /// Nothing is left in it, and there is room again.
    pub(super) fn is_empty(&self) {
        assert_eq!((self.mailbox.backlog(), self.mailbox.ringed()), (0, 0));
    }
}
