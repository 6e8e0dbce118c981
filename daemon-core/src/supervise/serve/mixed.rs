//! Concurrent handlers together, exclusive ones alone.

use std::future::poll_fn;
use std::task::Poll;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::Ended;
use crate::daemon::{Daemon, Shared};
use crate::mailbox::{Exclusively, Mail};
use crate::supervise::activity::Doing;
use crate::supervise::intake::{Duty, Next};
use crate::supervise::watch::Watched;

/// Serves a daemon some of whose handlers are concurrent and that has no `#[run]`.
pub async fn serve_mixed<D, H>(daemon: &mut D, mut duty: Duty<'_, D>) -> Ended
where
    D: Daemon<Handlers = H> + Shared<H>,
{
    let generation = duty.ctx.generation_ref();
    duty.intake.share();
    while share(daemon, &mut duty).await {
        let mail = duty.intake.mail();
        let (slot, sender, began) = (mail.slot(), mail.sender(), duty.intake.take_began());
        let run = Watched::run(generation, slot, sender, began, duty.run(daemon, slot));
        let outcome = Exclusively::new(generation.unit.key, run).await;
        duty.intake.finish(slot, outcome);
    }
    Ended(())
}

/// Runs concurrent handlers until an exclusive one is to begin, or nothing more is; says which.
async fn share<D, H>(daemon: &D, duty: &mut Duty<'_, D>) -> bool
where
    D: Daemon<Handlers = H> + Shared<H>,
{
    let ctx = duty.ctx;
    let generation = ctx.generation_ref();
    let mut flights = FuturesUnordered::new();
    let mut over = false;
    poll_fn(move |task| {
        loop {
            while let Poll::Ready(Some((slot, outcome))) = flights.poll_next_unpin(task) {
                duty.intake.finish(slot, outcome);
            }
            if over {
                return if flights.is_empty() { Poll::Ready(false) } else { Poll::Pending };
            }
            match duty.intake.poll_next(task) {
                Poll::Ready(Next::Begin) => {
                    let slot = duty.intake.mail().slot();
                    if duty.intake.is_exclusive(slot) {
                        return Poll::Ready(true);
                    }
                    let Mail::Written(mut letter) = duty.intake.take_mail() else {
                        unreachable!("handlers given at run time are exclusive")
                    };
                    let (sender, began) = (letter.sender(), duty.intake.take_began());
                    flights.push(async move {
                        let handler = daemon.handle_shared(&mut letter, ctx);
                        let handler = generation.run_of(Doing::Handler(slot), handler);
                        (slot, Watched::run(generation, slot, sender, began, handler).await)
                    });
                }
                Poll::Ready(Next::Over) => over = true,
                Poll::Ready(Next::Clear) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await
}
