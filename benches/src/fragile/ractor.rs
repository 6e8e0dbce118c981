//! An actor of ractor whose supervisor spawns another in its place.

use ractor::rpc::CallResult;
use ractor::{Actor, ActorProcessingErr, ActorRef, RpcReplyPort, SupervisionEvent};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{Fragile, Lives};

struct Glass;

enum Mail {
    Burst,
    Ask(RpcReplyPort<u64>),
}

impl Actor for Glass {
    type Msg = Mail;
    type State = u64;
    type Arguments = Lives;

    async fn pre_start(&self, _: ActorRef<Mail>, lives: Lives) -> Result<u64, ActorProcessingErr> {
        Ok(lives.begin())
    }

    async fn handle(&self, _: ActorRef<Mail>, mail: Mail, life: &mut u64) -> Result<(), ActorProcessingErr> {
        match mail {
            Mail::Burst => panic!("burst"),
            // Whoever asked may have gone away.
            Mail::Ask(reply) => drop(reply.send(*life)),
        }
        Ok(())
    }
}

/// Where the one that runs is told.
type Current = watch::Sender<Option<ActorRef<Mail>>>;

struct Watcher;

impl Actor for Watcher {
    type Msg = ();
    type State = (Lives, Current);
    type Arguments = Current;

    async fn pre_start(&self, me: ActorRef<()>, current: Current) -> Result<Self::State, ActorProcessingErr> {
        let state = (Lives::default(), current);
        spawn(&me, &state).await?;
        Ok(state)
    }

    async fn handle_supervisor_evt(
        &self,
        me: ActorRef<()>,
        event: SupervisionEvent,
        state: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        if let SupervisionEvent::ActorFailed(..) = event {
            spawn(&me, state).await?;
        }
        Ok(())
    }
}

async fn spawn(watcher: &ActorRef<()>, (lives, current): &(Lives, Current)) -> Result<(), ActorProcessingErr> {
    let (actor, _) = Actor::spawn_linked(None, Glass, lives.clone(), watcher.get_cell()).await?;
    current.send_replace(Some(actor));
    Ok(())
}

pub(crate) struct Respawned {
    current: watch::Receiver<Option<ActorRef<Mail>>>,
    watcher: ActorRef<()>,
    task: JoinHandle<()>,
}

impl Fragile for Respawned {
    async fn start() -> Self {
        let (send, current) = watch::channel(None);
        let (watcher, task) = Actor::spawn(None, Watcher, send).await.expect("actors start");
        Self { current, watcher, task }
    }

    async fn burst_and_ask(&self) -> u64 {
        let mut current = self.current.clone();
        let before = current.borrow_and_update().clone().expect("one was started");
        before.cast(Mail::Burst).expect("it runs");
        current.changed().await.expect("the watcher runs");
        let next = current.borrow().clone().expect("another was started");
        match next.call(Mail::Ask, None).await {
            Ok(CallResult::Success(life)) => life,
            _ => panic!("it answers"),
        }
    }

    async fn stop(self) {
        self.watcher.stop(None);
        self.task.await.expect("the watcher does not panic");
    }
}
