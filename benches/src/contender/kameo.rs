//! Actors of kameo, with bounded mailboxes. An interval is a stream that is attached.

use std::convert::Infallible;
use std::sync::Arc;

use futures_util::stream::unfold;
use kameo::Actor;
use kameo::actor::{ActorRef, Spawn};
use kameo::mailbox::bounded;
use kameo::message::{Context, Message, StreamMessage};
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at};

use super::{CAPACITY, Contender, PERIOD};
use crate::fragile::GoesOn;
use crate::work::{Number, Sum, Ticks};

pub(crate) struct Kameo;

impl Contender for Kameo {
    type Adders = Adders;
    type Tickers = Tickers;
    type Fragile = GoesOn;
}

struct Adder(Sum);

impl Actor for Adder {
    type Args = Sum;
    type Error = Infallible;

    async fn on_start(sum: Sum, _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(Self(sum))
    }
}

impl Message<Arc<Number>> for Adder {
    type Reply = ();

    async fn handle(&mut self, number: Arc<Number>, _: &mut Context<Self, ()>) {
        self.0.take(&number);
    }
}

struct Double(u64);

impl Message<Double> for Adder {
    type Reply = u64;

    async fn handle(&mut self, Double(number): Double, _: &mut Context<Self, u64>) -> u64 {
        2 * number
    }
}

pub(crate) struct Adders(Vec<ActorRef<Adder>>);

impl super::Adders for Adders {
    async fn start(count: usize, sum: Sum) -> Self {
        let actors: Vec<_> = (0..count).map(|_| Adder::spawn_with_mailbox(sum.clone(), bounded(CAPACITY))).collect();
        for actor in &actors {
            actor.wait_for_startup().await;
        }
        Self(actors)
    }

    async fn send(&self, number: &Arc<Number>) {
        for actor in &self.0 {
            actor.tell(Arc::clone(number)).await.expect("actors run until they are stopped");
        }
    }

    async fn ask(&self, number: u64) -> u64 {
        self.0[0].ask(Double(number)).await.expect("actors answer")
    }

    async fn stop(self) {
        stop(&self.0).await;
    }
}

struct Ticker(Ticks);

impl Actor for Ticker {
    type Args = Ticks;
    type Error = Infallible;

    async fn on_start(ticks: Ticks, _: ActorRef<Self>) -> Result<Self, Infallible> {
        Ok(Self(ticks))
    }
}

impl Message<StreamMessage<(), (), ()>> for Ticker {
    type Reply = ();

    async fn handle(&mut self, message: StreamMessage<(), (), ()>, _: &mut Context<Self, ()>) {
        if let StreamMessage::Next(()) = message {
            self.0.tick();
        }
    }
}

pub(crate) struct Tickers {
    actors: Vec<ActorRef<Ticker>>,
    streams: Vec<Box<dyn Abort>>,
}

/// A stream's task, whatever it returns.
trait Abort {
    fn abort(&self);
}

impl<T> Abort for JoinHandle<T> {
    fn abort(&self) {
        Self::abort(self);
    }
}

impl super::Tickers for Tickers {
    async fn start(count: usize, ticks: Ticks) -> Self {
        let mut tickers = Self { actors: Vec::new(), streams: Vec::new() };
        for _ in 0..count {
            let actor = Ticker::spawn_with_mailbox(ticks.clone(), bounded(CAPACITY));
            let interval = interval_at(Instant::now() + PERIOD, PERIOD);
            let stream = unfold(interval, async |mut interval| {
                interval.tick().await;
                Some(((), interval))
            });
            tickers.streams.push(Box::new(actor.attach_stream(Box::pin(stream), (), ())));
            tickers.actors.push(actor);
        }
        for actor in &tickers.actors {
            actor.wait_for_startup().await;
        }
        tickers
    }

    async fn stop(self) {
        self.streams.iter().for_each(|stream| stream.abort());
        stop(&self.actors).await;
    }
}

async fn stop<A: Actor>(actors: &[ActorRef<A>]) {
    for actor in actors {
        actor.stop_gracefully().await.expect("actors run until they are stopped");
    }
    for actor in actors {
        actor.wait_for_shutdown().await;
    }
}
