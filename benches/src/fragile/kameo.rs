//! An actor of kameo that goes on after a panic, with a new state.

use std::convert::Infallible;
use std::ops::ControlFlow;

use kameo::Actor;
use kameo::actor::{ActorRef, Spawn, WeakActorRef};
use kameo::error::{ActorStopReason, PanicError};
use kameo::mailbox::bounded;
use kameo::message::{Context, Message};

use super::{Fragile, Lives};

struct Glass {
    lives: Lives,
    life: u64,
}

impl Actor for Glass {
    type Args = Lives;
    type Error = Infallible;

    async fn on_start(lives: Lives, _: ActorRef<Self>) -> Result<Self, Infallible> {
        let life = lives.begin();
        Ok(Self { lives, life })
    }

    async fn on_panic(
        &mut self,
        _: WeakActorRef<Self>,
        _: PanicError,
    ) -> Result<ControlFlow<ActorStopReason>, Infallible> {
        self.life = self.lives.begin();
        Ok(ControlFlow::Continue(()))
    }
}

struct Burst;
struct Ask;

impl Message<Burst> for Glass {
    type Reply = ();

    async fn handle(&mut self, _: Burst, _: &mut Context<Self, ()>) {
        panic!("burst");
    }
}

impl Message<Ask> for Glass {
    type Reply = u64;

    async fn handle(&mut self, _: Ask, _: &mut Context<Self, u64>) -> u64 {
        self.life
    }
}

pub(crate) struct GoesOn(ActorRef<Glass>);

impl Fragile for GoesOn {
    async fn start() -> Self {
        let actor = Glass::spawn_with_mailbox(Lives::default(), bounded(1024));
        actor.wait_for_startup().await;
        Self(actor)
    }

    async fn burst_and_ask(&self) -> u64 {
        self.0.tell(Burst).await.expect("it runs");
        self.0.ask(Ask).await.expect("it answers")
    }

    async fn stop(self) {
        self.0.stop_gracefully().await.expect("it runs");
        self.0.wait_for_shutdown().await;
    }
}
