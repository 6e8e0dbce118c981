//! Services by hand, as a careful person writes them.

use std::fmt::Write as _;

pub(crate) const DEPENDENCIES: &str =
    r#"tokio = { version = "1", features = ["rt-multi-thread", "macros", "signal", "sync", "time"] }"#;

/// One service, `NUMBER` to be replaced.
pub(crate) const SERVICE: &str = r#"
//! Keeps what is open, and for how long it has been.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep};

pub struct OpenedNUMBER {
    pub id: u64,
}

pub struct ClosedNUMBER {
    pub id: u64,
}

enum Mail {
    Opened(Arc<OpenedNUMBER>),
    Closed(Arc<ClosedNUMBER>),
}

type Result = std::result::Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Keeps what is open, and for how long it has been.
#[derive(Default)]
struct ServiceNUMBER {
    open: HashMap<u64, u64>,
    clock: u64,
    most: usize,
}

impl ServiceNUMBER {
    async fn opened(&mut self, event: &OpenedNUMBER) -> Result {
        if self.open.insert(event.id, self.clock).is_some() {
            return Err(format!("{} was open already", event.id).into());
        }
        Ok(())
    }

    async fn closed(&mut self, event: &ClosedNUMBER) -> Result {
        self.open.remove(&event.id).ok_or_else(|| format!("{} was not open", event.id))?;
        Ok(())
    }

    async fn sweep(&mut self) -> Result {
        self.clock += 1;
        let clock = self.clock;
        self.open.retain(|_, since| clock - *since < 1_000_000);
        Ok(())
    }

    async fn note_most(&mut self) -> Result {
        self.most = self.most.max(self.open.len());
        Ok(())
    }

    async fn catch_up(&mut self) -> Result {
        self.open.reserve(64);
        Ok(())
    }
}

#[derive(Clone)]
pub struct HandleNUMBER(mpsc::Sender<Mail>);

impl HandleNUMBER {
    pub async fn opened(&self, event: Arc<OpenedNUMBER>) -> bool {
        self.0.send(Mail::Opened(event)).await.is_ok()
    }

    pub async fn closed(&self, event: Arc<ClosedNUMBER>) -> bool {
        self.0.send(Mail::Closed(event)).await.is_ok()
    }
}

pub fn start(stopped: watch::Receiver<bool>) -> (HandleNUMBER, JoinHandle<()>) {
    let (send, receive) = mpsc::channel(1024);
    (HandleNUMBER(send), tokio::spawn(serve(receive, stopped)))
}

async fn serve(mut receive: mpsc::Receiver<Mail>, mut stopped: watch::Receiver<bool>) {
    let mut service = ServiceNUMBER::default();
    let mut sweep = every(Duration::from_secs(5));
    let mut note_most = every(Duration::from_secs(30));
    let catch_up = sleep(Duration::from_secs(2));
    tokio::pin!(catch_up);
    let mut caught_up = false;
    loop {
        let (handler, outcome) = tokio::select! {
            biased;
            _ = stopped.changed() => break,
            () = &mut catch_up, if !caught_up => {
                caught_up = true;
                ("catch_up", service.catch_up().await)
            }
            _ = sweep.tick() => ("sweep", service.sweep().await),
            _ = note_most.tick() => ("note_most", service.note_most().await),
            mail = receive.recv() => match mail {
                Some(Mail::Opened(event)) => ("opened", service.opened(&event).await),
                Some(Mail::Closed(event)) => ("closed", service.closed(&event).await),
                None => break,
            },
        };
        if let Err(error) = outcome {
            eprintln!("service NUMBER: {handler}: {error}");
        }
    }
}

fn every(period: Duration) -> tokio::time::Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Skip);
    interval
}
"#;

/// Starts all, sends each two events, and waits for Ctrl-C.
pub(crate) fn main(services: usize) -> String {
    let mut text = String::new();
    for number in 0..services {
        let _ = writeln!(text, "mod service{number};");
    }
    text.push_str("\nuse std::sync::Arc;\n\n#[tokio::main]\nasync fn main() {\n");
    text.push_str("    let (stop, stopped) = tokio::sync::watch::channel(false);\n    let mut tasks = Vec::new();\n");
    for number in 0..services {
        let _ = writeln!(
            text,
            "    let (handle, task) = service{number}::start(stopped.clone());\n    \
             handle.opened(Arc::new(service{number}::Opened{number} {{ id: 1 }})).await;\n    \
             handle.closed(Arc::new(service{number}::Closed{number} {{ id: 1 }})).await;\n    \
             tasks.push(task);"
        );
    }
    text.push_str("    let _ = tokio::signal::ctrl_c().await;\n    stop.send_replace(true);\n");
    text.push_str("    for task in tasks {\n        let _ = task.await;\n    }\n}\n");
    text
}
