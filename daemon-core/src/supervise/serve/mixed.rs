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
    while let Some((slot, mail)) = share(daemon, &mut duty).await {
        let (sender, began) = (mail.sender(), duty.intake.take_began());
        let run = Watched::run(generation, slot, sender, began, duty.run(daemon, slot, mail));
        let outcome = Exclusively::new(generation.unit.key, run).await;
        duty.intake.finish(slot, outcome);
    }
    Ended(())
}

/// Runs concurrent handlers until an exclusive one is to begin, which is returned, or nothing more is.
async fn share<D, H>(daemon: &D, duty: &mut Duty<'_, D>) -> Option<(usize, Mail)>
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
                return if flights.is_empty() { Poll::Ready(None) } else { Poll::Pending };
            }
            match duty.intake.poll_next(task) {
                Poll::Ready(Next::Begin(slot, mail)) if duty.intake.is_exclusive(slot) => {
                    return Poll::Ready(Some((slot, mail)));
                }
                Poll::Ready(Next::Begin(slot, Mail::Written(letter))) => {
                    let sender = letter.sender();
                    let handler = generation.run_of(Doing::Handler(slot), daemon.handle_shared(letter, ctx));
                    let handler = Watched::run(generation, slot, sender, duty.intake.take_began(), handler);
                    flights.push(async move { (slot, handler.await) });
                }
                Poll::Ready(Next::Begin(_, Mail::Given(_))) => {
                    unreachable!("handlers given at run time are exclusive")
                }
                Poll::Ready(Next::Over) => over = true,
                Poll::Ready(Next::Clear) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await
}
