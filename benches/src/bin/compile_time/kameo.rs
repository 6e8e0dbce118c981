//! The same services as actors of kameo, with a message for each handler. It has no timers: each is a task.

use std::fmt::Write as _;

pub(crate) const DEPENDENCIES: &str = r#"kameo = "0.22"
tokio = { version = "1", features = ["rt-multi-thread", "macros", "signal", "time"] }"#;

/// One service, `NUMBER` to be replaced.
pub(crate) const SERVICE: &str = r#"
//! Keeps what is open, and for how long it has been.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use kameo::Actor;
use kameo::actor::{ActorRef, Spawn};
use kameo::mailbox::bounded;
use kameo::message::{Context, Message};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

pub struct OpenedNUMBER {
    pub id: u64,
}

pub struct ClosedNUMBER {
    pub id: u64,
}

#[derive(Clone)]
struct Sweep;

#[derive(Clone)]
struct NoteMost;

struct CatchUp;

type Outcome = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Keeps what is open, and for how long it has been.
#[derive(Default)]
pub struct ServiceNUMBER {
    open: HashMap<u64, u64>,
    clock: u64,
    most: usize,
}

impl ServiceNUMBER {
    async fn opened(&mut self, event: &OpenedNUMBER) -> Outcome {
        if self.open.insert(event.id, self.clock).is_some() {
            return Err(format!("{} was open already", event.id).into());
        }
        Ok(())
    }

    async fn closed(&mut self, event: &ClosedNUMBER) -> Outcome {
        self.open.remove(&event.id).ok_or_else(|| format!("{} was not open", event.id))?;
        Ok(())
    }

    async fn sweep(&mut self) -> Outcome {
        self.clock += 1;
        let clock = self.clock;
        self.open.retain(|_, since| clock - *since < 1_000_000);
        Ok(())
    }

    async fn note_most(&mut self) -> Outcome {
        self.most = self.most.max(self.open.len());
        Ok(())
    }

    async fn catch_up(&mut self) -> Outcome {
        self.open.reserve(64);
        Ok(())
    }
}

impl Actor for ServiceNUMBER {
    type Args = ();
    type Error = Infallible;

    async fn on_start((): (), actor: ActorRef<Self>) -> Result<Self, Infallible> {
        every(Duration::from_secs(5), &actor, Sweep);
        every(Duration::from_secs(30), &actor, NoteMost);
        let actor = actor.downgrade();
        tokio::spawn(async move {
            sleep(Duration::from_secs(2)).await;
            if let Some(actor) = actor.upgrade() {
                let _ = actor.tell(CatchUp).await;
            }
        });
        Ok(Self::default())
    }
}

impl Message<Arc<OpenedNUMBER>> for ServiceNUMBER {
    type Reply = ();

    async fn handle(&mut self, event: Arc<OpenedNUMBER>, _: &mut Context<Self, ()>) {
        report("opened", self.opened(&event).await);
    }
}

impl Message<Arc<ClosedNUMBER>> for ServiceNUMBER {
    type Reply = ();

    async fn handle(&mut self, event: Arc<ClosedNUMBER>, _: &mut Context<Self, ()>) {
        report("closed", self.closed(&event).await);
    }
}

impl Message<Sweep> for ServiceNUMBER {
    type Reply = ();

    async fn handle(&mut self, _: Sweep, _: &mut Context<Self, ()>) {
        report("sweep", self.sweep().await);
    }
}

impl Message<NoteMost> for ServiceNUMBER {
    type Reply = ();

    async fn handle(&mut self, _: NoteMost, _: &mut Context<Self, ()>) {
        report("note_most", self.note_most().await);
    }
}

impl Message<CatchUp> for ServiceNUMBER {
    type Reply = ();

    async fn handle(&mut self, _: CatchUp, _: &mut Context<Self, ()>) {
        report("catch_up", self.catch_up().await);
    }
}

pub fn start() -> ActorRef<ServiceNUMBER> {
    ServiceNUMBER::spawn_with_mailbox((), bounded(1024))
}

fn report(handler: &str, outcome: Outcome) {
    if let Err(error) = outcome {
        eprintln!("service NUMBER: {handler}: {error}");
    }
}

fn every<M: Clone + Send + 'static>(period: Duration, actor: &ActorRef<ServiceNUMBER>, message: M)
where
    ServiceNUMBER: Message<M>,
{
    let actor = actor.downgrade();
    tokio::spawn(async move {
        let mut interval = interval_at(Instant::now() + period, period);
        interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
        loop {
            interval.tick().await;
            let Some(actor) = actor.upgrade() else { break };
            if actor.tell(message.clone()).await.is_err() {
                break;
            }
        }
    });
}
"#;

/// Starts all, sends each two events, and waits for Ctrl-C.
pub(crate) fn main(services: usize) -> String {
    let mut text = String::new();
    for number in 0..services {
        let _ = writeln!(text, "mod service{number};");
    }
    text.push_str("\nuse std::sync::Arc;\n\n#[tokio::main]\nasync fn main() {\n");
    for number in 0..services {
        let _ = writeln!(
            text,
            "    let actor{number} = service{number}::start();\n    \
             let _ = actor{number}.tell(Arc::new(service{number}::Opened{number} {{ id: 1 }})).await;\n    \
             let _ = actor{number}.tell(Arc::new(service{number}::Closed{number} {{ id: 1 }})).await;"
        );
    }
    text.push_str("    let _ = tokio::signal::ctrl_c().await;\n");
    for number in 0..services {
        let _ = writeln!(text, "    let _ = actor{number}.stop_gracefully().await;");
    }
    for number in 0..services {
        let _ = writeln!(text, "    actor{number}.wait_for_shutdown().await;");
    }
    text.push_str("}\n");
    text
}
