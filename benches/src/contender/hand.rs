//! The loop by hand: a bounded channel, a stop signal, an interval, and `select!`.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::{Adders, CAPACITY, Contender, PERIOD, Tickers};
use crate::fragile::Caught;
use crate::work::{Number, Sum, Ticks};

pub(crate) struct ByHand;

impl Contender for ByHand {
    type Adders = Loops;
    type Tickers = Loops;
    type Fragile = Caught;
}

/// What a loop is sent.
enum Mail {
    Number(Arc<Number>),
    Double(u64, oneshot::Sender<u64>),
}

/// Running loops, and how to reach and to stop them.
pub(crate) struct Loops {
    senders: Vec<mpsc::Sender<Mail>>,
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Loops {
    fn start<S: Service>(count: usize, service: &S, period: Duration) -> Self {
        let (stop, stopped) = watch::channel(false);
        let mut loops = Self { senders: Vec::new(), stop, tasks: JoinSet::new() };
        for _ in 0..count {
            let (send, receive) = mpsc::channel(CAPACITY);
            loops.senders.push(send);
            loops.tasks.spawn(serve(service.clone(), receive, stopped.clone(), period));
        }
        loops
    }

    async fn end(self) {
        self.stop.send_replace(true);
        self.tasks.join_all().await;
    }
}

impl Adders for Loops {
    async fn start(count: usize, sum: Sum) -> Self {
        Self::start(count, &sum, Duration::from_secs(5))
    }

    async fn send(&self, number: &Arc<Number>) {
        for sender in &self.senders {
            sender.send(Mail::Number(Arc::clone(number))).await.expect("loops run until they are stopped");
        }
    }

    async fn ask(&self, number: u64) -> u64 {
        let (reply, answer) = oneshot::channel();
        self.senders[0].send(Mail::Double(number, reply)).await.expect("loops run until they are stopped");
        answer.await.expect("loops answer")
    }

    async fn stop(self) {
        self.end().await;
    }
}

impl Tickers for Loops {
    async fn start(count: usize, ticks: Ticks) -> Self {
        Self::start(count, &ticks, PERIOD)
    }

    async fn stop(self) {
        self.end().await;
    }
}

trait Service: Clone + Send + 'static {
    fn number(&mut self, number: &Number);
    fn tick(&mut self);
}

impl Service for Sum {
    fn number(&mut self, number: &Number) {
        self.take(number);
    }

    fn tick(&mut self) {}
}

impl Service for Ticks {
    fn number(&mut self, _number: &Number) {}

    fn tick(&mut self) {
        Self::tick(self);
    }
}

async fn serve(
    mut service: impl Service,
    mut receive: mpsc::Receiver<Mail>,
    mut stopped: watch::Receiver<bool>,
    period: Duration,
) {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            _ = interval.tick() => service.tick(),
            mail = receive.recv() => match mail {
                Some(Mail::Number(number)) => service.number(&number),
                // Whoever asked may have gone away.
                Some(Mail::Double(number, reply)) => drop(reply.send(2 * number)),
                None => break,
            },
        }
    }
}
