//! What is to be done when the supervisor's lock is free.

use std::sync::Arc;

use super::Generation;
use super::supervisor::Supervisor;
use super::waiting::Reply;
use crate::caught::guard;
use crate::mailbox::Thrown;

/// What a decision leaves to do that runs code of the user's, or takes long where many are meant.
#[derive(Default)]
pub(super) struct Aftermath {
    /// Whose tasks are to be spawned.
    pub(super) launched: Vec<Arc<Generation>>,
    /// Who is to be told to stop, and whether to drain before.
    pub(super) stopping: Vec<(Arc<Generation>, bool)>,
    /// Mail to be dropped.
    pub(super) thrown: Vec<Thrown>,
    /// Answers to be given.
    pub(super) replies: Vec<Reply>,
}

impl Aftermath {
    /// Mail is thrown away.
    pub(super) fn throw(&mut self, thrown: Thrown) {
        if !thrown.counts.is_empty() {
            self.thrown.push(thrown);
        }
    }
}

impl Supervisor {
    /// Does all of that, and tells what is to be told. To be called with the lock free.
    pub(super) fn see_to(self: &Arc<Self>, aftermath: Aftermath) {
        let Aftermath { launched, stopping, thrown, replies } = aftermath;
        for generation in launched {
            self.spawn_generation(generation);
        }
        // Wakers are the user's, and so is the log: one that panics must not keep the others from being told.
        for (generation, drain) in stopping {
            let _ = guard(|| generation.stop(drain));
        }
        drop(thrown);
        for reply in replies {
            let _ = guard(reply);
        }
        self.tell();
    }
}
