//! Actors of ractor. Their mailboxes have no bound.

use std::sync::Arc;
use std::time::Duration;

use ractor::rpc::CallResult;
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort};
use tokio::task::JoinHandle;

use super::{Contender, PERIOD};
use crate::fragile::Respawned;
use crate::work::{Number, Sum, Ticks};

/// As long as a daemon's asks wait.
const TIMEOUT: Duration = Duration::from_secs(5);

pub(crate) struct Ractor;

impl Contender for Ractor {
    type Adders = Adders;
    type Tickers = Tickers;
    type Fragile = Respawned;
}

/// Running actors, and the ends of their tasks.
struct Actors<M> {
    actors: Vec<ActorRef<M>>,
    tasks: Vec<JoinHandle<()>>,
}

impl<M: ractor::Message> Actors<M> {
    async fn start<A: Actor<Msg = M>>(count: usize, actor: impl Fn() -> A, arguments: A::Arguments) -> Self
    where
        A::Arguments: Clone,
    {
        let mut started = Self { actors: Vec::new(), tasks: Vec::new() };
        for _ in 0..count {
            let (actor, task) = Actor::spawn(None, actor(), arguments.clone()).await.expect("actors start");
            started.actors.push(actor);
            started.tasks.push(task);
        }
        started
    }

    async fn stop(self) {
        self.actors.iter().for_each(|actor| actor.stop(None));
        for task in self.tasks {
            task.await.expect("actors do not panic");
        }
    }
}

struct Adder;

/// What an adder is sent.
enum Mail {
    Number(Arc<Number>),
    Double(u64, RpcReplyPort<u64>),
}

impl Actor for Adder {
    type Msg = Mail;
    type State = Sum;
    type Arguments = Sum;

    async fn pre_start(&self, _: ActorRef<Mail>, sum: Sum) -> Result<Sum, ActorProcessingErr> {
        Ok(sum)
    }

    async fn handle(&self, _: ActorRef<Mail>, mail: Mail, sum: &mut Sum) -> Result<(), ActorProcessingErr> {
        match mail {
            Mail::Number(number) => sum.take(&number),
            // Whoever asked may have gone away.
            Mail::Double(number, reply) => drop(reply.send(2 * number)),
        }
        Ok(())
    }
}

pub(crate) struct Adders(Actors<Mail>);

impl super::Adders for Adders {
    async fn start(count: usize, sum: Sum) -> Self {
        Self(Actors::start(count, || Adder, sum).await)
    }

    async fn send(&self, number: &Arc<Number>) {
        for actor in &self.0.actors {
            actor.cast(Mail::Number(Arc::clone(number))).expect("actors run until they are stopped");
        }
    }

    async fn ask(&self, number: u64) -> u64 {
        match self.0.actors[0].call(|reply| Mail::Double(number, reply), Some(TIMEOUT)).await {
            Ok(CallResult::Success(answer)) => answer,
            _ => panic!("actors answer"),
        }
    }

    async fn stop(self) {
        self.0.stop().await;
    }
}

struct Ticker;

struct Tick;

impl Actor for Ticker {
    type Msg = Tick;
    type State = Ticks;
    type Arguments = Ticks;

    async fn pre_start(&self, ticker: ActorRef<Tick>, ticks: Ticks) -> Result<Ticks, ActorProcessingErr> {
        ticker.send_interval(PERIOD, || Tick);
        Ok(ticks)
    }

    async fn handle(&self, _: ActorRef<Tick>, _: Tick, ticks: &mut Ticks) -> Result<(), ActorProcessingErr> {
        ticks.tick();
        Ok(())
    }
}

pub(crate) struct Tickers(Actors<Tick>);

impl super::Tickers for Tickers {
    async fn start(count: usize, ticks: Ticks) -> Self {
        Self(Actors::start(count, || Ticker, ticks).await)
    }

    async fn stop(self) {
        self.0.stop().await;
    }
}
