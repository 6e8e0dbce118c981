//! The edge of each task of a daemon: what is polled inside of it is the daemon's.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use pin_project_lite::pin_project;
use tokio::time::{Instant, Sleep, sleep_until};

use super::Generation;

pin_project! {
    /// A task of a generation, its own or a child. Its polls are measured: the clock is read twice for each, however many
    /// handlers run in it, and what is allocated in them is charged. If the daemon has had its share of a core, it is not
    /// polled for a while; if it holds more memory than it may, that is found after the poll.
    pub(super) struct Metered<F> {
        generation: Arc<Generation>,
        hold: Option<Pin<Box<Hold>>>,
        #[pin]
        task: F,
    }
}

pin_project! {
    /// Until when the task is held back, and since when.
    struct Hold {
        since: Option<Instant>,
        #[pin]
        timer: Sleep,
    }
}

impl<F> Metered<F> {
    pub(super) fn new(generation: Arc<Generation>, task: F) -> Self {
        Self { generation, hold: None, task }
    }
}

impl<F: Future> Future for Metered<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let unit = &*this.generation.unit;
        let share = unit.limited.cpu();
        if let Some(share) = share {
            ready!(poll_hold(this.generation, this.hold, share, cx));
        }
        let polled = {
            let _charged = unit.limited.charge();
            let began = share.map(|_| Instant::now());
            let polled = unit.meter.time(|| this.task.poll(cx));
            if let (Some(share), Some(began)) = (share, began) {
                unit.limited.spend(share, began);
            }
            polled
        };
        this.generation.look_at_memory();
        polled
    }
}

/// Ready when the task may be polled.
#[cold]
fn poll_hold(generation: &Generation, hold: &mut Option<Pin<Box<Hold>>>, share: f64, cx: &mut Context<'_>) -> Poll<()> {
    while let Some(until) = generation.held_until(share) {
        let hold = hold.get_or_insert_with(|| Box::pin(Hold { since: None, timer: sleep_until(until) }));
        let mut hold = hold.as_mut().project();
        hold.since.get_or_insert_with(Instant::now);
        if hold.timer.deadline() != until {
            hold.timer.as_mut().reset(until);
        }
        ready!(hold.timer.as_mut().poll(cx));
    }
    if let Some(since) = hold.as_mut().and_then(|hold| hold.as_mut().project().since.take()) {
        generation.unit.limited.was_held(since.elapsed());
    }
    Poll::Ready(())
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::time::Duration;

    use crate::clock::real;
    use crate::prelude::*;
    use crate::testing;

    const MOMENT: Duration = Duration::from_micros(50);

    #[derive(Event)]
    #[event(crate = crate)]
    struct Work;

    #[daemon(crate = crate, register = false)]
    struct Busy;

    #[daemon(crate = crate)]
    impl Busy {
        #[subscribe]
        fn alone(&mut self, _: &Work) {
            a_moment();
        }

        #[message]
        fn with_a_child(&mut self, ctx: &Context) {
            ctx.spawn(async { a_moment() });
        }
    }

    #[daemon(crate = crate, register = false)]
    struct Idle;

    #[daemon(crate = crate)]
    impl Idle {}

    /// Keeps this thread for a `MOMENT` of the clock that polls are measured by.
    fn a_moment() {
        let began = real();
        while real() - began < MOMENT {}
    }

    #[test]
    fn what_a_daemon_and_its_children_are_polled_for_is_counted_for_it_and_for_nobody_else() {
        testing::run(async {
            let system = App::empty().with::<Busy>().with::<Idle>().start().await.unwrap();
            testing::settle().await;
            let polled = |name| system.unit(name).unwrap().meter.polled();
            let (before, idle) = (polled("busy"), polled("idle"));
            assert!(before > Duration::ZERO, "it was started");
            system.publish(Work).await.unwrap();
            testing::settle().await;
            let handled = polled("busy");
            assert!(handled >= before + MOMENT, "{before:?} {handled:?}");
            system.daemon::<Busy>().with_a_child().await.unwrap();
            testing::settle().await;
            assert!(polled("busy") >= handled + MOMENT);
            assert_eq!(polled("idle"), idle, "it was not polled");
            system.restart("busy").await.unwrap();
            assert!(polled("busy") > handled, "generations add up");
            system.shutdown().await;
        });
    }
}
