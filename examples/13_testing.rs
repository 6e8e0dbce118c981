//! Testing a daemon: hours of its life in milliseconds, and always the same way.
//!
//! Run the tests with `cargo test --example 13_testing`. Run it with `cargo run --example 13_testing` to see one of them
//! step by step.
//!
//! `testing::run` stops the clock: time passes only when the test says so. A probe sees what is published, and a
//! `MockDaemon` stands in for a daemon that is not under test. It needs the feature `testing` of `daemon-core`, under
//! `[dev-dependencies]`.
//!
//! Printed is what an hour under test looks like.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, MockDaemon, TestApp, advance};

/// The real one needs a network.
#[daemon]
struct Exchange;

#[daemon]
impl Exchange {
    #[init]
    fn connect(&mut self) -> Result {
        Err("no network".into())
    }
}

#[derive(Event, Debug, PartialEq)]
struct Price(u32);

#[derive(Event, Debug, PartialEq)]
struct Alarm {
    price: u32,
}

/// Raises an alarm if nobody has named a price for ten minutes, or a price is high.
#[daemon(depends_on(Exchange))]
struct Watch {
    last: Option<u32>,
    quiet: u32,
}

#[daemon]
impl Watch {
    #[subscribe]
    async fn price(&mut self, &Price(price): &Price, ctx: &Context) -> Result {
        self.quiet = 0;
        self.last = Some(price);
        if price > 100 {
            ctx.publish(Alarm { price }).await?;
        }
        Ok(())
    }

    #[interval("1m")]
    async fn listen(&mut self, ctx: &Context) -> Result {
        self.quiet += 1;
        if let Some(price) = self.last
            && self.quiet == 10
        {
            ctx.publish(Alarm { price }).await?;
        }
        Ok(())
    }
}

/// The daemon under test, and a stand-in for what it depends on.
fn watch_alone() -> TestApp {
    TestApp::of(App::empty().with::<Watch>()).mock(&MockDaemon::named("exchange"))
}

fn main() {
    testing::run(async {
        let test = watch_alone();
        let mut alarms = test.probe::<Alarm>();
        let app = test.start().await;
        println!("started without a network");

        app.publish(Price(42)).await.unwrap();
        advance(Duration::from_secs(60 * 60)).await;
        println!("after an hour without a price: {:?}", alarms.drain());

        println!("{}", app.end().await); // panics unless everything stopped, and left nothing
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use daemon_core::Status;

    #[test]
    fn a_high_price_is_an_alarm_at_once() {
        testing::run(async {
            let app = watch_alone().start().await;
            let mut alarms = app.probe::<Alarm>();
            app.publish(Price(99)).await.unwrap();
            app.publish(Price(101)).await.unwrap();
            assert_eq!(*alarms.next().await, Alarm { price: 101 });
            app.end().await;
        });
    }

    #[test]
    fn ten_quiet_minutes_are_one_alarm() {
        testing::run(async {
            let app = watch_alone().start().await;
            let mut alarms = app.probe::<Alarm>();
            app.publish(Price(42)).await.unwrap();
            advance(Duration::from_secs(9 * 60)).await;
            assert_eq!(alarms.try_next(), None);
            advance(Duration::from_secs(60 * 60)).await;
            assert_eq!(alarms.drain().len(), 1);
            app.end().await;
        });
    }

    #[test]
    fn it_waits_for_the_exchange() {
        testing::run(async {
            let exchange = MockDaemon::named("exchange");
            exchange.fail("closed today");
            let test = TestApp::of(App::empty().with::<Watch>()).mock(&exchange);
            let error = test.try_start().await.unwrap_err();
            assert!(error.to_string().contains("closed today"), "{error}");

            exchange.release();
            let app = TestApp::of(App::empty().with::<Watch>()).mock(&exchange).start().await;
            assert_eq!(app.status("watch").unwrap().status, Status::Running);
            app.end().await;
        });
    }
}
