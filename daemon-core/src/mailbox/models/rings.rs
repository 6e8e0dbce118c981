//! Rings beside the queue: each publisher's mail in its order, and what is not handled is counted.

use std::sync::Arc;

use shuttle::future::{block_on, spawn};

use super::room::{Room, WAIT};
use crate::mailbox::Overflow;
use crate::sync::explore;

const RING: usize = 1;

/// Each publisher sends by turns what waits and what does not. A life may end in between.
fn mixed(overflow: Overflow, lives: usize) {
    let room = Room::new(1);
    let publishers: Vec<_> = (0..2)
        .map(|publisher| {
            let room = Arc::clone(&room);
            spawn(async move {
                for number in 0..4 {
                    if number % 2 == publisher {
                        room.publish(publisher, number).await.unwrap();
                    } else {
                        room.publish_lossy(RING, overflow, publisher, number);
                    }
                }
            })
        })
        .collect();
    let life = Arc::clone(&room);
    let consumer = spawn(async move {
        for _ in 1..lives {
            life.serve(2).await;
        }
        life.serve(usize::MAX).await;
    });
    block_on(async {
        for publisher in publishers {
            publisher.await.unwrap();
        }
        room.stop();
        consumer.await.unwrap();
    });
    room.once_and_in_order();
    let of = |slot| room.handled().iter().filter(|note| note.slot == slot).count() as u64;
    assert_eq!(of(WAIT), 4, "what waits is not lost");
    assert_eq!(of(RING) + room.mailbox.dropped(RING), 4, "what is not handled is counted");
    room.is_empty();
}

#[test]
fn the_newest_takes_the_place_of_the_oldest() {
    explore(|| mixed(Overflow::Latest, 1));
}

#[test]
fn there_is_no_place_for_the_newest() {
    explore(|| mixed(Overflow::DropNewest(1), 1));
}

#[test]
fn rings_keep_their_places_beside_what_is_left_of_a_batch() {
    explore(|| mixed(Overflow::DropOldest(2), 2));
}
