//! A daemon with a loop of its own that shares it with its handlers.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::{Ended, run_returned};
use crate::daemon::{Daemon, RunShared};
use crate::mailbox::{Exclusively, Mail, Sender};
use crate::supervise::activity::Doing;
use crate::supervise::intake::{Duty, Next};
use crate::supervise::watch::Watched;

/// Serves a daemon whose `#[run]` takes `&self`, with its other handlers beside it.
pub async fn serve_run_shared<D, H>(daemon: &mut D, duty: Duty<'_, D>) -> Ended
where
    D: Daemon<Handlers = H> + RunShared<H>,
{
    let (daemon, ctx, intake) = (&*daemon, duty.ctx, duty.intake);
    let generation = ctx.generation_ref();
    let unit = generation.unit.key;
    intake.share();
    let run = generation.run_of(Doing::Run, daemon.run(ctx));
    let mut run = pin!(Watched::new(generation, Doing::Run, Sender::OUTSIDE, run));
    let mut running = true;
    let mut over = false;
    // An exclusive handler has the daemon to itself, but for `run`.
    let mut alone = false;
    let mut flights = FuturesUnordered::new();
    poll_fn(move |task| {
        loop {
            while let Poll::Ready(Some((slot, outcome))) = flights.poll_next_unpin(task) {
                alone = false;
                intake.finish(slot, outcome);
            }
            if running {
                match run.as_mut().poll(task) {
                    Poll::Ready(outcome) => {
                        running = false;
                        run_returned(generation, outcome);
                        intake.rest(Doing::Nothing);
                    }
                    Poll::Pending => intake.rest(Doing::Run),
                }
            }
            if over || alone {
                let done = over && flights.is_empty() && !running;
                return if done { Poll::Ready(()) } else { Poll::Pending };
            }
            match intake.poll_next(task) {
                Poll::Ready(Next::Begin) => {
                    let Mail::Written(mut letter) = intake.take_mail() else {
                        unreachable!("a daemon with `run` takes no handlers at run time")
                    };
                    let slot = letter.slot();
                    alone = intake.is_exclusive(slot);
                    let (unit, sender, began) = (alone.then_some(unit), letter.sender(), intake.take_began());
                    flights.push(async move {
                        let handler = daemon.handle_shared(&mut letter, ctx);
                        let handler = generation.run_of(Doing::Handler(slot), handler);
                        let handler = Exclusively::only_if(unit, handler);
                        (slot, Watched::run(generation, slot, sender, began, handler).await)
                    });
                }
                Poll::Ready(Next::Over) => over = true,
                Poll::Ready(Next::Clear) | Poll::Pending => return Poll::Pending,
            }
        }
    })
    .await;
    Ended(())
}
