//! The edge of each task of a daemon: what is polled inside of it is the daemon's.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::Generation;

pin_project! {
    /// A task of a generation, its own or a child, whose polls the unit's meter counts: the clock is read twice for each,
    /// however many handlers run in it.
    pub(super) struct Metered<F> {
        generation: Arc<Generation>,
        #[pin]
        task: F,
    }
}

impl<F> Metered<F> {
    pub(super) fn new(generation: Arc<Generation>, task: F) -> Self {
        Self { generation, task }
    }
}

impl<F: Future> Future for Metered<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.generation.unit.meter.time(|| this.task.poll(cx))
    }
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
