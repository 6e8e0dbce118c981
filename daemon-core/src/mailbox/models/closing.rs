//! Stops: what was accepted is handled or thrown away, who waits is told, and nothing is left in a closed mailbox.

use std::sync::Arc;

use shuttle::future::{block_on, spawn, yield_now};

use super::room::Room;
use crate::mailbox::Thrown;
use crate::message::Lost;
use crate::sync::explore;

const PUBLISHERS: usize = 3;
const EACH: usize = 2;

/// The generation may have ended before the mailbox is closed, as when it is decided late that no other follows.
fn closed(ends_first: bool) {
    let room = Room::new(1);
    let publishers: Vec<_> = (0..PUBLISHERS)
        .map(|publisher| {
            let room = Arc::clone(&room);
            spawn(async move {
                let mut taken = 0;
                for number in 0..EACH {
                    taken += u64::from(room.publish(publisher, number).await.is_ok());
                }
                taken
            })
        })
        .collect();
    let life = Arc::clone(&room);
    let consumer = spawn(async move { life.serve(if ends_first { 1 } else { usize::MAX }).await });
    block_on(async {
        let mut refused = 0;
        let count = |thrown: &Thrown| thrown.counts.iter().map(|(_, count)| count).sum::<u64>();
        if ends_first {
            consumer.await.unwrap();
        } else {
            yield_now().await;
            // Dropped at once: that is when they are told.
            refused += count(&room.mailbox.close(0));
            room.stop();
            consumer.await.unwrap();
        }
        let (late, thrown) = room.mailbox.clear_out(Lost::Stopped);
        refused += count(&late);
        drop(late);
        room.is_empty();
        let mut taken = 0;
        for publisher in publishers {
            taken += publisher.await.unwrap();
        }
        room.is_empty();
        let handled = room.handled().len() as u64;
        assert_eq!(handled + count(&thrown), taken, "what was accepted was handled or thrown away");
        assert!(taken + refused <= (PUBLISHERS * EACH) as u64, "what was refused was not accepted");
    });
    room.in_order_of_offers();

    // The next life begins with nothing, and there is room.
    room.mailbox.open(0);
    block_on(async {
        room.publish(PUBLISHERS, 0).await.unwrap();
        room.stop();
        room.serve(usize::MAX).await;
    });
    assert!(room.has_handled(PUBLISHERS, 0));
    room.is_empty();
}

#[test]
fn what_is_accepted_before_a_stop_is_handled_or_counted_and_who_waits_is_told() {
    explore(|| closed(false));
}

#[test]
fn nothing_is_left_of_a_generation_that_no_other_follows() {
    explore(|| closed(true));
}
