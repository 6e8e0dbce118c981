//! Daemons whose handlers publish to each other: the publish that would close a circle is refused, and no other.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use shuttle::future::{JoinHandle, block_on, spawn};

use super::Timers;
use super::room::Room;
use crate::mailbox::{Exclusively, NotTaken, Waits};
use crate::sync::explore;

/// Who stands in a ring, each publishing to the next one.
struct Party {
    waits: Arc<Waits>,
    rooms: Vec<Arc<Room>>,
    /// Whose handler is publishing.
    publishing: Vec<AtomicBool>,
    /// How much is on its way or queued. When there is nothing, there will be nothing.
    alive: AtomicUsize,
}

impl Party {
    fn new(daemons: usize) -> Arc<Self> {
        let waits = Arc::default();
        let rooms: Vec<_> = (0..daemons).map(|_| Room::with(1, Timers::Never, &waits)).collect();
        let publishing = rooms.iter().map(|_| AtomicBool::new(false)).collect();
        Arc::new(Self { waits, rooms, publishing, alive: AtomicUsize::new(0) })
    }

    fn is_over(&self) {
        if self.alive.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.rooms.iter().for_each(|room| room.stop());
        }
    }

    /// Handles mail by passing it on to the next as often as its number says.
    async fn serve(self: Arc<Self>, at: usize) {
        let room = &self.rooms[at];
        let mut batch = VecDeque::new();
        while let Some(note) = room.next(&mut batch).await {
            if note.number > 0 {
                let handler = self.pass_on(at, note.publisher, note.number - 1);
                Exclusively::new(room.mailbox.unit(), handler).await;
            } else {
                self.is_over();
            }
        }
        room.mailbox.restore(&mut batch);
    }

    async fn pass_on(&self, at: usize, publisher: usize, number: usize) {
        let next = (at + 1) % self.rooms.len();
        self.publishing[at].store(true, Ordering::SeqCst);
        let outcome = self.rooms[next].publish(publisher, number).await;
        if outcome.is_err() {
            assert_eq!(outcome, Err(NotTaken::Circle));
            // None of the others can go on before this one does, so all of them are still at it.
            let all = self.publishing.iter().all(|publishing| publishing.load(Ordering::SeqCst));
            assert!(all, "refused, though somebody does not wait");
            self.is_over();
        }
        assert!(self.waits.of(self.rooms[at].mailbox.unit()).is_empty(), "a wait that is over is no edge");
        self.publishing[at].store(false, Ordering::SeqCst);
    }
}

/// To each daemon somebody sends two events, each of which is passed on `hops` times.
fn dance(daemons: usize, hops: usize) {
    let party = Party::new(daemons);
    party.alive.store(2 * daemons, Ordering::SeqCst);
    let guests = (0..daemons).map(|at| {
        let party = Arc::clone(&party);
        spawn(async move {
            for _ in 0..2 {
                party.rooms[at].publish(at, hops).await.unwrap();
            }
        })
    });
    let mut tasks: Vec<JoinHandle<()>> = guests.collect();
    tasks.extend((0..daemons).map(|at| spawn(Arc::clone(&party).serve(at))));
    block_on(async {
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(party.alive.load(Ordering::SeqCst), 0);
    for room in &party.rooms {
        room.is_empty();
        assert!(party.waits.of(room.mailbox.unit()).is_empty());
    }
}

#[test]
fn two_daemons_that_publish_to_each_other_never_stand_still() {
    explore(|| dance(2, 2));
}

#[test]
fn three_daemons_that_publish_in_a_ring_never_stand_still() {
    explore(|| dance(3, 2));
}

/// Its own mailbox takes what it sends itself over the bound.
#[test]
fn a_daemon_that_publishes_to_itself_never_stands_still() {
    explore(|| dance(1, 2));
}
