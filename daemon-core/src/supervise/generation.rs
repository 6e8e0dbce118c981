//! One life of a daemon, from its `#[init]` to the last of its tasks.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::activity::{Activity, Doing};
use super::cancellation::Cancellation;
use super::children::Children;
use super::control::{Control, Flag};
use super::decide::Exit;
use super::given::Orders;
use super::ready_signals::ReadySignals;
use super::report::Cleaned;
use super::said_ready::SaidReady;
use super::supervisor::State;
use super::thread::OwnThread;
use super::tracked::Tracked;
use super::watch::{Held, Runs, Sighting};
use super::{Supervisor, Unit};
use crate::caught::guard;
use crate::daemon::Source;
use crate::lifecycle::journal::Actor;
use crate::lifecycle::{Failure, FailureKind};

/// What a generation shares with the supervisor and with every `Context` of it.
///
/// In memory as it stands here: first what the task reads and writes at each poll, on one cache line. Ten thousand daemons
/// that tick are bound by how many of those each tick touches.
#[repr(C)]
pub(crate) struct Generation {
    pub(crate) control: Control,
    pub(crate) activity: Activity,
    pub(super) held: Held,
    pub(crate) unit: Arc<Unit>,
    pub(crate) supervisor: Arc<Supervisor>,
    /// From 1.
    pub(crate) number: u64,
    pub(crate) children: Children,
    pub(crate) tracked: Tracked,
    /// Methods that are suspended.
    pub(super) runs: Runs,
    /// Its poll, if that was seen not to return.
    pub(super) sighting: Sighting,
    pub(crate) orders: Orders,
    pub(crate) ready: ReadySignals,
    pub(super) readiness: SaidReady,
    /// What it runs on, if that is a thread of its own.
    pub(super) thread: OnceLock<Box<OwnThread>>,
    cancellation: Cancellation,
    /// No handler runs any more.
    served: AtomicBool,
    /// It is not the unit's current generation any more.
    left: AtomicBool,
}

impl Generation {
    pub(crate) fn new(supervisor: Arc<Supervisor>, unit: Arc<Unit>, number: u64) -> Self {
        let orders = Orders::new(unit.handlers.len());
        let ready = ReadySignals::new(unit.ready.len());
        Self {
            supervisor,
            unit,
            number,
            control: Control::default(),
            activity: Activity::default(),
            held: Held::default(),
            children: Children::default(),
            tracked: Tracked::default(),
            runs: Runs::default(),
            sighting: Sighting::default(),
            orders,
            ready,
            readiness: SaidReady::default(),
            thread: OnceLock::new(),
            cancellation: Cancellation::new(),
            served: AtomicBool::new(false),
            left: AtomicBool::new(false),
        }
    }

    /// It is to stop, and whoever asks is told so from now on.
    pub(super) fn cancel(&self) {
        self.cancellation.cancel();
    }

    /// Resolves `cancelled()`, and tells the task. Wakers of the first are the user's: with no lock held.
    pub(super) fn stop(&self, drain: bool) {
        let woken = guard(|| self.cancellation.wake());
        self.control.raise(if drain { Flag::STOP.or(Flag::DRAIN) } else { Flag::STOP });
        if let Err(panic) = woken {
            self.complain("a waker panicked that was told of the stop", &panic);
        }
    }

    /// The task looks at its orders before the next handler begins.
    pub(crate) fn wake_for_orders(&self) {
        self.control.raise(Flag::ORDERS);
    }

    /// The last handler has run, and `#[cleanup]` is next. If it `ends`, and has not said how, that is as it was told.
    pub(crate) fn finish_serving(&self, ends: bool) {
        self.served.store(true, Ordering::SeqCst);
        self.unit.limited.end();
        self.activity.set(Doing::Cleanup);
        if ends {
            self.note_ending(&Exit::Stopped);
        }
        self.supervisor.decide(|decider| {
            if ends {
                decider.ending(self.unit.id, self.number, Exit::Stopped);
            }
            decider.cleaning(self.unit.id, self.number);
        });
    }

    pub(crate) fn has_served(&self) -> bool {
        self.served.load(Ordering::SeqCst)
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.cancellation.is_cancelled()
    }

    pub(crate) async fn cancelled(&self) {
        self.cancellation.cancelled().await;
    }

    /// The daemon of the `index`th `#[on_ready]` is ready.
    pub(crate) fn signal_ready(&self, index: usize) {
        if self.ready.signal(index, &self.control) {
            self.unit.counter(self.unit.ready[index].slot).coalesced();
        }
    }

    /// The method that was polled last, and where it is.
    pub(crate) fn in_hand(&self) -> Option<(&'static str, Source)> {
        self.place(self.activity.get())
    }

    /// The message in hand was told, and is answered with an error of this type: nobody but the log hears of it.
    #[cold]
    pub(crate) fn answered_nobody(&self, error: &str) {
        let (daemon, generation) = (&self.unit.name, self.number);
        let (handler, source) = self.in_hand().unzip();
        let source = source.map(tracing::field::display);
        tracing::warn!(
            parent: None, %daemon, generation, handler, source, error,
            "a message that was told, and not asked, was answered with an error; the daemon goes on"
        );
    }

    /// The name and the place of what is being done.
    pub(crate) fn place(&self, doing: Doing) -> Option<(&'static str, Source)> {
        let hooks = self.unit.blueprint.hooks;
        let hook = match doing {
            Doing::Nothing => None,
            Doing::Init => hooks.init,
            Doing::Run => hooks.run,
            Doing::Cleanup => hooks.cleanup,
            Doing::Handler(slot) => {
                return match self.unit.handlers.get(slot) {
                    Some(facts) => Some((facts.name, hooks.at(facts.line))),
                    None => self.orders.place(slot).map(|place| (place.name, place.source)),
                };
            }
        };
        hook.map(|hook| (hook.name, hooks.at(hook.line)))
    }
}

/// What a generation reports.
impl Generation {
    /// It is about to end. Of several reports the first counts.
    pub(crate) fn ending(&self, exit: Exit) {
        self.note_ending(&exit);
        self.supervisor.decide(|decider| decider.ending(self.unit.id, self.number, exit));
    }

    /// The supervisor no longer holds it, unless there is more of it than its task.
    pub(super) fn forget(&self) {
        let is_told = self.left.load(Ordering::Relaxed) || self.thread.get().is_some_and(|thread| thread.is_to_tell());
        if !is_told {
            self.leave(&mut self.supervisor.state());
        }
    }

    /// Says whether it was the unit's current generation.
    fn leave(&self, state: &mut State) -> bool {
        self.left.store(true, Ordering::Relaxed);
        let current = &mut state.current[self.unit.id.index()];
        current.take_if(|current| current.number == self.number).is_some()
    }

    /// Nothing of it is left, unless it has a thread: that is to end first. Repeated calls do nothing.
    pub(crate) fn gone(&self, cleaned: Cleaned) {
        match self.thread.get() {
            Some(thread) => thread.tell_at_its_end(cleaned),
            None => self.all_gone(cleaned),
        }
    }

    /// Nothing of it is left, and nothing that it runs on.
    pub(super) fn all_gone(&self, cleaned: Cleaned) {
        let mut state = self.supervisor.state();
        if !self.leave(&mut state) {
            return;
        }
        self.note_gone();
        if let Some(stop) = &mut state.stops[self.unit.id.index()] {
            stop.cleaned = cleaned;
        }
        self.supervisor.decide_under(state, Actor::Supervisor, |decider| decider.gone(self.unit.id, self.number));
    }

    /// Something of it failed that is not one of its handlers.
    pub(crate) fn fail(&self, kind: FailureKind, message: String) {
        self.ending(Exit::Failed(Failure::new(kind, message).at(self.in_hand())));
    }
}
