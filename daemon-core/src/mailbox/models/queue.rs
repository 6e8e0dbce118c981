//! The queue: nothing is lost, nothing comes twice, all in the order in which it was offered, and nobody sleeps for ever.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::sync::Arc;

use futures_util::future::{Either, select};
use shuttle::future::{block_on, spawn, yield_now};
use shuttle::rand::{Rng, thread_rng};

use super::Timers;
use super::room::Room;
use crate::sync::{exhaust, explore};

const PUBLISHERS: usize = 3;
const EACH: usize = 2;

fn chance(below: usize) -> usize {
    thread_rng().gen_range(0..below)
}

async fn pause(at_most: usize) {
    for _ in 0..chance(at_most + 1) {
        yield_now().await;
    }
}

/// One life after the other, each of which ends in the middle of its batch, until one is told to stop.
async fn lives(room: Arc<Room>, mut restarts: usize) {
    while restarts > 0 {
        restarts -= 1;
        // A task of its own for each, as in the system.
        let life = Arc::clone(&room);
        let most = chance(3);
        spawn(async move { life.serve(most).await }).await.unwrap();
    }
    room.serve(usize::MAX).await;
}

fn whole(capacity: usize, restarts: usize) {
    let room = Room::new(capacity);
    let publishers: Vec<_> = (0..PUBLISHERS)
        .map(|publisher| {
            let room = Arc::clone(&room);
            spawn(async move {
                for number in 0..EACH {
                    room.publish(publisher, number).await.unwrap();
                }
            })
        })
        .collect();
    let consumer = spawn(lives(Arc::clone(&room), restarts));
    block_on(async {
        for publisher in publishers {
            publisher.await.unwrap();
        }
        room.stop();
        consumer.await.unwrap();
    });
    room.in_order_of_offers();
    assert_eq!(room.handled().len(), PUBLISHERS * EACH);
    room.is_empty();
}

#[test]
fn all_is_handled_once_in_the_order_of_the_offers_with_room_for_one() {
    explore(|| whole(1, 0));
}

#[test]
fn all_is_handled_once_in_the_order_of_the_offers_with_room_for_two() {
    explore(|| whole(2, 0));
}

#[test]
fn what_is_left_of_a_batch_keeps_its_place_over_restarts() {
    explore(|| whole(2, 2));
}

/// The one moment that is decided without a lock: a publisher begins to wait for room while some is made.
#[test]
fn room_that_is_made_while_somebody_begins_to_wait_is_given_to_it() {
    exhaust(|| {
        let room = Room::new(1);
        let mut batch = VecDeque::new();
        block_on(async {
            room.publish(0, 0).await.unwrap();
            poll_fn(|cx| room.mailbox.poll_coming(&mut batch, cx)).await;
        });
        let publisher = Arc::clone(&room);
        let publisher = spawn(async move { publisher.publish(1, 0).await.unwrap() });
        assert!(room.mailbox.begin(&mut batch).is_some());
        block_on(publisher).unwrap();
        assert_eq!(room.mailbox.backlog(), 1);
    });
}

/// What somebody gave up waiting for may have been handled, but nobody else notices.
#[test]
fn a_publish_that_is_given_up_is_withdrawn_and_keeps_nobody() {
    explore(|| {
        let room = Room::new(1);
        let publishers: Vec<_> = (0..PUBLISHERS)
            .map(|publisher| {
                let room = Arc::clone(&room);
                spawn(async move {
                    for number in 0..EACH {
                        let publish = Box::pin(room.publish(publisher, number));
                        let taken = if publisher == 0 {
                            publish.await.is_ok()
                        } else {
                            match select(publish, Box::pin(pause(6))).await {
                                Either::Left((outcome, _)) => outcome.is_ok(),
                                Either::Right(_) => continue,
                            }
                        };
                        assert!(taken, "it waits for as long as it takes");
                    }
                })
            })
            .collect();
        let consumer = spawn(lives(Arc::clone(&room), 1));
        block_on(async {
            for publisher in publishers {
                publisher.await.unwrap();
            }
            room.stop();
            consumer.await.unwrap();
        });
        room.in_order_of_offers();
        assert!((0..EACH).all(|number| room.has_handled(0, number)));
        room.is_empty();
    });
}

/// Whoever is told that nothing has begun for too long has its mail back; whoever is not, has it handled.
#[test]
fn a_time_out_at_any_moment_is_either_in_time_or_too_late() {
    explore(|| {
        let room = Room::with(1, Timers::AtAnyMoment, &Arc::default());
        let publishers: Vec<_> = (0..PUBLISHERS)
            .map(|publisher| {
                let room = Arc::clone(&room);
                spawn(async move {
                    let mut taken = Vec::new();
                    for number in 0..EACH {
                        taken.push(room.publish(publisher, number).await.is_ok());
                    }
                    taken
                })
            })
            .collect();
        let consumer = spawn(lives(Arc::clone(&room), 1));
        block_on(async {
            let mut taken = Vec::new();
            for publisher in publishers {
                taken.push(publisher.await.unwrap());
            }
            room.stop();
            consumer.await.unwrap();
            for (publisher, taken) in taken.iter().enumerate() {
                for (number, &taken) in taken.iter().enumerate() {
                    assert_eq!(room.has_handled(publisher, number), taken);
                }
            }
        });
        room.in_order_of_offers();
        room.is_empty();
    });
}
