//! The same with daemons.

use daemon_core::prelude::*;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::rounds::{Case, Contender, Run, expected, timed};

pub(crate) struct ByDaemon;

#[derive(Event)]
#[event(topic = "bench.number")]
struct Number(u64);

/// How many events there will be, and whom to tell at the end.
#[derive(Clone)]
struct Finish {
    events: u64,
    done: mpsc::Sender<(u64, u64)>,
}

#[daemon(register = false)]
struct Adder {
    #[resource]
    finish: Finish,
    count: u64,
    sum: u64,
    ticks: u64,
}

#[daemon]
impl Adder {
    #[subscribe]
    async fn number(&mut self, number: &Number) -> Result {
        self.count += 1;
        self.sum += number.0;
        if self.count == self.finish.events {
            self.finish.done.send((self.count, self.sum)).await?;
        }
        Ok(())
    }

    #[interval("5s")]
    fn tick(&mut self) {
        self.ticks += 1;
    }
}

impl Contender for ByDaemon {
    fn run(&self, runtime: &Runtime, case: Case) -> Run {
        runtime.block_on(async {
            let (done, mut all_done) = mpsc::channel(case.subscribers);
            let mut app = App::empty().provide(Finish { events: case.events, done });
            for subscriber in 0..case.subscribers {
                app = app.with_named::<Adder>(&format!("adder-{subscriber}"));
            }
            let system = app.start().await.expect("the benchmark's app is right");
            let publisher = system.clone();
            let run = timed(async {
                tokio::spawn(async move {
                    for value in 0..case.events {
                        publisher.publish(Number(value)).await.expect("every adder takes every number");
                    }
                })
                .await
                .expect("the publisher does not panic");
                for _ in 0..case.subscribers {
                    assert_eq!(all_done.recv().await, Some(expected(case)));
                }
            })
            .await;
            assert!(system.shutdown().await.is_clean(), "the benchmark's app stops cleanly");
            run
        })
    }
}
