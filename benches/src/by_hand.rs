//! The loop by hand: a bounded channel, a stop signal, an interval, and `select!`.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, watch};

use crate::rounds::{Case, Contender, Run, expected, timed};

pub(crate) struct ByHand;

struct Event(u64);

impl Contender for ByHand {
    fn run(&self, runtime: &Runtime, case: Case) -> Run {
        runtime.block_on(async {
            let (stop, stopped) = watch::channel(false);
            let (done, mut all_done) = mpsc::channel(case.subscribers);
            let mut senders = Vec::new();
            for _ in 0..case.subscribers {
                let (send, receive) = mpsc::channel(1024);
                senders.push(send);
                tokio::spawn(subscriber(receive, stopped.clone(), case, done.clone()));
            }
            let run = timed(async {
                tokio::spawn(async move {
                    for value in 0..case.events {
                        let event = Arc::new(Event(value));
                        for sender in &senders {
                            sender.send(Arc::clone(&event)).await.expect("subscribers run until they are stopped");
                        }
                    }
                })
                .await
                .expect("the publisher does not panic");
                for _ in 0..case.subscribers {
                    assert_eq!(all_done.recv().await, Some(expected(case)));
                }
            })
            .await;
            stop.send_replace(true);
            run
        })
    }
}

async fn subscriber(
    mut receive: mpsc::Receiver<Arc<Event>>,
    mut stopped: watch::Receiver<bool>,
    case: Case,
    done: mpsc::Sender<(u64, u64)>,
) {
    let mut interval = tokio::time::interval(Duration::from_secs(5));
    let (mut count, mut sum, mut ticks) = (0_u64, 0_u64, 0_u64);
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            _ = interval.tick() => ticks += 1,
            event = receive.recv() => {
                let Some(event) = event else { break };
                count += 1;
                sum += event.0;
                if count == case.events {
                    done.send((count, sum)).await.expect("the benchmark waits for all");
                }
            }
        }
    }
    std::hint::black_box(ticks);
}
