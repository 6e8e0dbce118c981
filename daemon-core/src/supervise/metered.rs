//! The edge of each task of a daemon: what is polled inside of it is the daemon's.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_util::future::select;
use pin_project_lite::pin_project;
use tokio::time::{Instant, sleep_until};

use super::Generation;

pin_project! {
    /// A task of a generation, its own or a child. Its polls are measured: the clock is read twice for each, however many
    /// handlers run in it, and what is allocated in them is charged. If the daemon has had its share of a core, it is not
    /// polled for a while; if it holds more memory than it may, that is found after the poll.
    pub(super) struct Metered<F> {
        generation: Arc<Generation>,
        hold: Option<Box<Hold>>,
        // Its own task, in which its handlers run.
        is_own: bool,
        #[pin]
        task: F,
    }
}

/// Since when the task is held back, and what ends that, or is a reason to look again.
struct Hold {
    since: Instant,
    over: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
}

impl<F> Metered<F> {
    /// The generation's own task.
    pub(super) fn own(generation: Arc<Generation>, task: F) -> Self {
        Self { generation, hold: None, is_own: true, task }
    }

    /// A child of it.
    pub(super) fn child(generation: Arc<Generation>, task: F) -> Self {
        Self { generation, hold: None, is_own: false, task }
    }
}

impl<F: Future> Future for Metered<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let unit = &*this.generation.unit;
        if unit.limited.cpu().is_some() || this.hold.is_some() {
            ready!(poll_hold(this.generation, this.hold, *this.is_own, cx));
        }
        let share = unit.limited.cpu();
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
fn poll_hold(
    generation: &Arc<Generation>,
    hold: &mut Option<Box<Hold>>,
    is_own: bool,
    cx: &mut Context<'_>,
) -> Poll<()> {
    let limited = &generation.unit.limited;
    while let Some(share) = limited.cpu()
        && let Some(until) = generation.held_until(share)
    {
        let hold = hold.get_or_insert_with(|| {
            let now = Instant::now();
            if is_own {
                // It is not hung: neither the watchdog nor who waits for room in it is to count that.
                generation.runs.hold(now);
                generation.unit.runner.mailbox.hold(now);
            }
            Box::new(Hold { since: now, over: None })
        });
        let over = hold.over.get_or_insert_with(|| Box::pin(over(Arc::clone(generation), until)));
        // A change between the look and the first poll of that is none that it is told of.
        if over.as_mut().poll(cx).is_pending() && limited.cpu().map(f64::to_bits) == Some(share.to_bits()) {
            return Poll::Pending;
        }
        hold.over = None;
    }
    if let Some(hold) = hold.take() {
        limited.was_held(hold.since.elapsed());
        if is_own {
            generation.unit.runner.mailbox.let_go(Instant::now());
            generation.goes_on();
        }
    }
    Poll::Ready(())
}

/// Ends at `until`, or when the limits change.
async fn over(generation: Arc<Generation>, until: Instant) {
    select(pin!(sleep_until(until)), pin!(generation.unit.limited.changed())).await;
}

#[cfg(all(test, feature = "testing"))]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use crate::clock::real;
    use crate::limits::Limits;
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
    #[daemon(crate = crate, register = false, limits(cpu = 0.01))]
    struct Meagre;

    #[daemon(crate = crate)]
    impl Meagre {
        #[message]
        fn answer(&self) -> u32 {
            42
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test owns its task")]
    fn who_is_held_back_hears_of_other_limits_at_once() {
        testing::run(async {
            let system = App::empty().with::<Meagre>().start().await.unwrap();
            testing::settle().await;
            let unit = system.unit("meagre").unwrap();
            for cpu in [None, Some(1.0)] {
                let began = Instant::now();
                unit.limited.spend(0.01, began.checked_sub(Duration::from_secs(60)).unwrap());
                let answer = tokio::spawn(system.daemon::<Meagre>().answer().into_future());
                testing::settle().await;
                assert!(!answer.is_finished(), "it owes a minute, and pays five seconds for it");
                unit.limited.amend(Limits { cpu, ..Limits::default() });
                if cpu.is_some() {
                    // What it owes is what a hundredth brings in five seconds.
                    testing::advance(Duration::from_millis(100)).await;
                }
                testing::settle().await;
                assert!(answer.is_finished(), "{cpu:?}");
                assert_eq!(answer.await.unwrap().unwrap(), 42);
                testing::advance(Duration::from_secs(3600)).await;
                unit.limited.amend(Limits { cpu: Some(0.01), ..Limits::default() });
            }
            let held_back = system.status("meagre").unwrap().held_back;
            assert!(held_back < Duration::from_secs(10), "{held_back:?}, and not while it had no limit");
            system.shutdown().await;
        });
    }

    /// Has little of everything.
    #[daemon(
        crate = crate,
        register = false,
        watchdog = "2s",
        mailbox(capacity = 1, publish_timeout = "1s"),
        limits(cpu = 0.01)
    )]
    struct Patient;

    #[daemon(crate = crate)]
    impl Patient {
        #[subscribe]
        async fn work(&mut self, _: &Work) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test owns its task")]
    fn who_is_held_back_is_neither_stalled_nor_given_up_by_publishers() {
        testing::run(async {
            let system = App::empty().with::<Patient>().start().await.unwrap();
            system.publish(Work).await.unwrap();
            testing::settle().await;
            // It has one in hand and one in its mailbox, and owes what five seconds bring.
            system.publish(Work).await.unwrap();
            let unit = system.unit("patient").unwrap();
            unit.limited.spend(0.01, Instant::now().checked_sub(Duration::from_secs(60)).unwrap());
            let publishing = tokio::spawn({
                let system = system.clone();
                async move { system.publish(Work).await }
            });
            testing::advance(Duration::from_secs(4)).await;
            assert!(!publishing.is_finished());
            testing::advance(Duration::from_secs(2)).await;
            publishing.await.unwrap().unwrap();
            testing::advance(Duration::from_secs(1)).await;
            let status = system.status("patient").unwrap();
            assert_eq!((status.runs, status.generation, status.mailbox), (3, 1, 0));
            assert!(status.held_back > Duration::from_secs(4), "{:?}", status.held_back);
            assert!(system.shutdown().await.is_clean());
        });
    }

    /// Comes to nothing, and takes its share of a core for that.
    #[daemon(crate = crate, register = false, mailbox(capacity = 1, publish_timeout = "1s"), limits(cpu = 0.01))]
    struct Lost;

    #[daemon(crate = crate)]
    impl Lost {
        #[subscribe]
        async fn work(&mut self, _: &Work) {
            loop {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "the test owns its task")]
    fn who_begins_nothing_between_holds_is_given_up_by_publishers() {
        testing::run(async {
            let system = App::empty().with::<Lost>().start().await.unwrap();
            system.publish(Work).await.unwrap();
            testing::settle().await;
            system.publish(Work).await.unwrap();
            let publishing = tokio::spawn({
                let system = system.clone();
                async move { system.publish(Work).await }
            });
            let unit = system.unit("lost").unwrap();
            for _ in 0..3 {
                assert!(!publishing.is_finished(), "it was free for less than a second");
                unit.limited.spend(0.01, Instant::now().checked_sub(Duration::from_secs(60)).unwrap());
                testing::advance(Duration::from_secs(5)).await;
                testing::advance(Duration::from_millis(400)).await;
            }
            assert_eq!(publishing.await.unwrap().unwrap_err().daemons, ["lost"]);
            system.shutdown().await;
        });
    }
}
