//! What a generation is told, under every order of steps: no signal is lost, and each is given once.

use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

use shuttle::future::{JoinHandle, block_on, spawn};

use super::cancellation::Cancellation;
use super::control::{Control, Flag};
use super::ready_signals::ReadySignals;
use super::said_ready::SaidReady;
use crate::sync::{exhaust, explore};

fn all(tasks: Vec<JoinHandle<()>>) {
    block_on(async {
        for task in tasks {
            task.await.unwrap();
        }
    });
}

#[test]
fn a_daemon_becomes_ready_once_however_often_it_says_so_and_whenever_it_is_built() {
    exhaust(|| {
        let readiness = Arc::new(SaidReady::default());
        let tasks = [false, true, true].map(|says| {
            let readiness = Arc::clone(&readiness);
            spawn(async move { if says { readiness.say() } else { readiness.initialised() } })
        });
        block_on(async {
            let mut became_ready = 0;
            for task in tasks {
                became_ready += usize::from(task.await.unwrap());
            }
            assert_eq!(became_ready, 1);
        });
    });
}

/// The task looks at its flags as the intake does: when it is polled, and only if something is raised.
fn flags(raised: &[Flag]) {
    let control = Arc::new(Control::default());
    let raise = |&flag| {
        let control = Arc::clone(&control);
        spawn(async move { control.raise(flag) })
    };
    let tasks = raised.iter().map(raise).collect();
    let mut seen = 0;
    block_on(poll_fn(|cx| {
        control.register(cx.waker());
        if control.is_quiet() {
            return Poll::Pending;
        }
        for &flag in raised {
            if control.has(flag) {
                control.lower(flag);
                seen += 1;
            }
        }
        if seen == raised.len() { Poll::Ready(()) } else { Poll::Pending }
    }));
    all(tasks);
    assert!(control.is_quiet(), "each is seen once");
}

#[test]
fn a_raised_flag_is_seen_by_the_task_whether_it_sleeps_or_not() {
    exhaust(|| flags(&[Flag::STOP]));
}

#[test]
fn flags_raised_at_the_same_time_are_all_seen() {
    explore(|| flags(&[Flag::RUNNING, Flag::ORDERS, Flag::STOP]));
}

/// Daemon `index` becomes ready as often as `times[index]` says. The task looks until it has seen each.
fn signals<const N: usize>(times: [usize; N]) {
    let shared = Arc::new((ReadySignals::new(N), Control::default()));
    let tasks = (0..N).map(|index| {
        let shared = Arc::clone(&shared);
        spawn(async move {
            for _ in 0..times[index] {
                shared.0.signal(index, &shared.1);
            }
        })
    });
    let tasks = tasks.collect();
    let (signals, control) = &*shared;
    let mut seen = [0; N];
    block_on(poll_fn(|cx| {
        control.register(cx.waker());
        if control.has(Flag::READY) {
            signals.take(control).for_each(|index| seen[index] += 1);
        }
        if seen.contains(&0) { Poll::Pending } else { Poll::Ready(()) }
    }));
    all(tasks);
    signals.take(control).for_each(|index| seen[index] += 1);
    assert!(seen.iter().zip(times).all(|(&seen, times)| (1..=times).contains(&seen)), "{seen:?} of {times:?}");
}

#[test]
fn a_readiness_signal_is_seen_to_whether_the_task_sleeps_or_not() {
    exhaust(|| signals([1]));
}

#[test]
fn readiness_signals_that_come_at_the_same_time_are_all_seen_to() {
    explore(|| signals([2, 1, 1]));
}

fn cancelled(waiters: usize) {
    let cancellation = Arc::new(Cancellation::new());
    let wait = |_| {
        let cancellation = Arc::clone(&cancellation);
        spawn(async move {
            cancellation.cancelled().await;
            assert!(cancellation.is_cancelled());
        })
    };
    let tasks = (0..waiters).map(wait).collect();
    cancellation.cancel();
    cancellation.wake();
    all(tasks);
}

#[test]
fn cancelled_ends_whenever_it_was_asked_for() {
    exhaust(|| cancelled(1));
}

#[test]
fn cancelled_ends_for_all_who_wait() {
    explore(|| cancelled(3));
}
