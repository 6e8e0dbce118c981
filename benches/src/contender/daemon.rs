//! Daemons.

use std::sync::Arc;

use daemon_core::prelude::*;
use daemon_core::{Daemon, Handle, System};

use super::{Adders, Contender, Tickers};
use crate::fragile::Restarted;
use crate::work::{Number, Sum, Ticks};

pub(crate) struct Daemons;

impl Contender for Daemons {
    type Adders = Running;
    type Tickers = System;
    type Fragile = Restarted;
}

#[daemon(register = false)]
struct Adder {
    #[resource]
    sum: Sum,
    ticks: u64,
}

#[daemon]
impl Adder {
    #[subscribe]
    fn number(&mut self, number: &Number) {
        self.sum.take(number);
    }

    #[message]
    fn add(&mut self, number: Arc<Number>) {
        self.sum.take(&number);
    }

    #[message]
    fn double(&mut self, number: u64) -> u64 {
        2 * number
    }

    #[interval("5s")]
    fn tick(&mut self) {
        self.ticks += 1;
    }
}

/// A system, and the handle of the first of its adders.
pub(crate) struct Running {
    system: System,
    first: Handle<Adder>,
}

#[daemon(register = false)]
struct Ticker {
    #[resource]
    ticks: Ticks,
}

#[daemon]
impl Ticker {
    #[subscribe]
    fn number(&mut self, number: &Number) {
        std::hint::black_box(number.value);
    }

    #[interval("100ms")]
    fn tick(&mut self) {
        self.ticks.tick();
    }
}

async fn start<D: Daemon>(count: usize, app: App) -> System {
    let app = (0..count).fold(app, |app, place| app.with_named::<D>(&format!("daemon-{place}")));
    app.strict().start().await.expect("the benchmark's app is right")
}

async fn stop(system: System) {
    assert!(system.shutdown().await.is_clean(), "the benchmark's app stops cleanly");
}

impl Adders for Running {
    async fn start(count: usize, sum: Sum) -> Self {
        let system = start::<Adder>(count, App::empty().provide(sum)).await;
        let first = system.daemon_named::<Adder>("daemon-0").expect("there is one");
        Self { system, first }
    }

    async fn send(&self, number: &Arc<Number>) {
        self.system.publish(Arc::clone(number)).await.expect("every adder takes every number");
    }

    async fn tell(&self, number: &Arc<Number>) {
        self.first.add(Arc::clone(number)).tell().await.expect("it takes every number");
    }

    async fn ask(&self, number: u64) -> u64 {
        self.first.double(number).await.expect("it answers")
    }

    async fn stop(self) {
        stop(self.system).await;
    }
}

impl Tickers for System {
    async fn start(count: usize, ticks: Ticks) -> Self {
        start::<Ticker>(count, App::empty().provide(ticks)).await
    }

    async fn stop(self) {
        stop(self).await;
    }
}
