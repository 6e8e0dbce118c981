//! By hand: the loop is caught, and begun again with the same channel.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinHandle;

use super::{Fragile, Lives};

enum Mail {
    Burst,
    Ask(oneshot::Sender<u64>),
}

pub(crate) struct Caught {
    send: mpsc::Sender<Mail>,
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Fragile for Caught {
    async fn start() -> Self {
        let (send, mut receive) = mpsc::channel(1024);
        let (stop, mut stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let lives = Lives::default();
            while AssertUnwindSafe(serve(lives.begin(), &mut receive, &mut stopped)).catch_unwind().await.is_err() {}
        });
        Self { send, stop, task }
    }

    async fn burst_and_ask(&self) -> u64 {
        let (reply, answer) = oneshot::channel();
        self.send.send(Mail::Burst).await.expect("it runs");
        self.send.send(Mail::Ask(reply)).await.expect("it runs");
        answer.await.expect("it answers")
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        self.task.await.expect("all panics are caught");
    }
}

async fn serve(life: u64, receive: &mut mpsc::Receiver<Mail>, stopped: &mut watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            mail = receive.recv() => match mail {
                Some(Mail::Burst) => panic!("burst"),
                // Whoever asked may have gone away.
                Some(Mail::Ask(reply)) => drop(reply.send(life)),
                None => break,
            },
        }
    }
}
