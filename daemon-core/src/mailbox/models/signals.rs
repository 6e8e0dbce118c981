//! Signals: each that happened before the stop is handled or thrown away, none after it, and they keep nobody else's room.

use std::sync::Arc;

use shuttle::future::{block_on, spawn};

use super::room::{Room, WAIT};
use crate::message::Lost;
use crate::sync::explore;

const SIGNAL: usize = 1;
const TELLER: usize = 0;
const PUBLISHER: usize = 1;

/// Four things happen, so many of them before a stop. Each is told at some time.
fn told(before_the_stop: usize) {
    let room = Room::new(1);
    let to_tell = Arc::clone(&room);
    let teller =
        spawn(async move { (1..=4).filter(|&number| to_tell.signal(SIGNAL, TELLER, number)).collect::<Vec<_>>() });
    let to_publish = Arc::clone(&room);
    let publisher = spawn(async move {
        let mut taken = 0;
        for number in 0..2 {
            taken += u64::from(to_publish.publish(PUBLISHER, number).await.is_ok());
        }
        taken
    });
    let life = Arc::clone(&room);
    let consumer = spawn(async move { life.serve(usize::MAX).await });
    drop(room.mailbox.close(before_the_stop as u64));
    room.stop();
    let (taken, accepted, thrown) = block_on(async {
        consumer.await.unwrap();
        let (_, thrown) = room.mailbox.clear_out(Lost::Stopped);
        (teller.await.unwrap(), publisher.await.unwrap(), thrown)
    });
    let thrown_of = |slot| thrown.counts.iter().find(|(of, _)| *of == slot).map_or(0, |(_, count)| *count);
    let handled_of = |slot| room.handled().iter().filter(|note| note.slot == slot).count() as u64;
    room.once_and_in_order();
    assert_eq!(handled_of(SIGNAL) + thrown_of(SIGNAL), taken.len() as u64, "what is taken is handled or thrown away");
    assert_eq!(handled_of(WAIT) + thrown_of(WAIT), accepted);
    room.is_empty();
}

#[test]
fn what_happened_before_a_stop_is_not_in_the_mailbox_after_it() {
    explore(|| told(2));
    explore(|| told(4));
}

/// Who is not told to stop has all of them, in order, beside mail that waits for room.
fn all() {
    let room = Room::new(1);
    let to_tell = Arc::clone(&room);
    let teller = spawn(async move {
        for number in 1..=4 {
            assert!(to_tell.signal(SIGNAL, TELLER, number));
        }
    });
    let to_publish = Arc::clone(&room);
    let publisher = spawn(async move {
        for number in 0..3 {
            to_publish.publish(PUBLISHER, number).await.unwrap();
        }
    });
    let life = Arc::clone(&room);
    let consumer = spawn(async move {
        life.serve(2).await;
        life.serve(usize::MAX).await;
    });
    block_on(async {
        teller.await.unwrap();
        publisher.await.unwrap();
        room.stop();
        consumer.await.unwrap();
    });
    room.once_and_in_order();
    assert_eq!(room.handled().len(), 7);
    room.is_empty();
}

#[test]
fn signals_wait_for_no_room_and_take_none() {
    explore(all);
}
