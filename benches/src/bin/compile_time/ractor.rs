//! The same services as actors of ractor, with its timers. Their mailboxes have no bound.

use std::fmt::Write as _;

pub(crate) const DEPENDENCIES: &str = r#"ractor = "0.16"
tokio = { version = "1", features = ["rt-multi-thread", "macros", "signal"] }"#;

/// One service, `NUMBER` to be replaced.
pub(crate) const SERVICE: &str = r#"
//! Keeps what is open, and for how long it has been.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use ractor::{Actor, ActorProcessingErr, ActorRef};

pub struct OpenedNUMBER {
    pub id: u64,
}

pub struct ClosedNUMBER {
    pub id: u64,
}

pub enum MessageNUMBER {
    Opened(Arc<OpenedNUMBER>),
    Closed(Arc<ClosedNUMBER>),
    Sweep,
    NoteMost,
    CatchUp,
}

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

pub struct ActorNUMBER;

impl Actor for ActorNUMBER {
    type Msg = MessageNUMBER;
    type State = ServiceNUMBER;
    type Arguments = ();

    async fn pre_start(&self, actor: ActorRef<Self::Msg>, (): ()) -> Result<Self::State, ActorProcessingErr> {
        actor.send_interval(Duration::from_secs(5), || MessageNUMBER::Sweep);
        actor.send_interval(Duration::from_secs(30), || MessageNUMBER::NoteMost);
        actor.send_after(Duration::from_secs(2), || MessageNUMBER::CatchUp);
        Ok(ServiceNUMBER::default())
    }

    async fn handle(
        &self,
        _: ActorRef<Self::Msg>,
        message: Self::Msg,
        service: &mut Self::State,
    ) -> Result<(), ActorProcessingErr> {
        let (handler, outcome) = match message {
            MessageNUMBER::Opened(event) => ("opened", service.opened(&event).await),
            MessageNUMBER::Closed(event) => ("closed", service.closed(&event).await),
            MessageNUMBER::Sweep => ("sweep", service.sweep().await),
            MessageNUMBER::NoteMost => ("note_most", service.note_most().await),
            MessageNUMBER::CatchUp => ("catch_up", service.catch_up().await),
        };
        if let Err(error) = outcome {
            eprintln!("service NUMBER: {handler}: {error}");
        }
        Ok(())
    }
}
"#;

/// Starts all, sends each two events, and waits for Ctrl-C.
pub(crate) fn main(services: usize) -> String {
    let mut text = String::new();
    for number in 0..services {
        let _ = writeln!(text, "mod service{number};");
    }
    text.push_str("\nuse std::sync::Arc;\n\nuse ractor::Actor;\n\n#[tokio::main]\n");
    text.push_str("async fn main() -> Result<(), ractor::SpawnErr> {\n    let mut tasks = Vec::new();\n");
    for number in 0..services {
        let _ = writeln!(
            text,
            "    let (actor{number}, task) = Actor::spawn(None, service{number}::Actor{number}, ()).await?;\n    \
             let opened = Arc::new(service{number}::Opened{number} {{ id: 1 }});\n    \
             let _ = actor{number}.cast(service{number}::Message{number}::Opened(opened));\n    \
             let closed = Arc::new(service{number}::Closed{number} {{ id: 1 }});\n    \
             let _ = actor{number}.cast(service{number}::Message{number}::Closed(closed));\n    \
             tasks.push(task);"
        );
    }
    text.push_str("    let _ = tokio::signal::ctrl_c().await;\n");
    for number in 0..services {
        let _ = writeln!(text, "    actor{number}.stop(None);");
    }
    text.push_str("    for task in tasks {\n        let _ = task.await;\n    }\n    Ok(())\n}\n");
    text
}
