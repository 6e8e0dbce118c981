//! What daemons publish of themselves.

use std::any::{Any, type_name};
use std::sync::Arc;

use super::supervisor::{State, Supervisor};
use super::{Generation, Unit, UnitId};
use crate::caught::guard;
use crate::daemon::Daemon;
use crate::lifecycle::{Failure, FailureKind};
use crate::state::{Channel, Stateful};
use crate::unknown::DaemonError;

impl Supervisor {
    /// The state of the daemon of type `D`.
    pub(crate) fn state_of<D: Daemon + Stateful>(&self) -> Result<&Channel<D::State>, DaemonError> {
        self.only::<D>().map(|unit| state::<D>(unit))
    }

    /// The state of `id`, which is to be a `D`.
    pub(crate) fn state_at<D: Daemon + Stateful>(&self, id: UnitId) -> Result<&Channel<D::State>, DaemonError> {
        self.typed::<D>(id).map(|unit| state::<D>(unit))
    }

    /// There will be no more changes; whoever watches is told when the lock is free.
    pub(super) fn end_states(&self, state: &mut State) {
        for unit in self.units.iter().filter(|unit| unit.state.is_some()) {
            let unit = Arc::clone(unit);
            state.after.replies.push(Box::new(move || unit.state.iter().for_each(|state| state.end())));
        }
    }
}

fn state<D: Stateful>(unit: &Unit) -> &Channel<D::State> {
    match unit.channel() {
        Ok(channel) => channel,
        Err(wrong) => unreachable!("declared with its type: {wrong}"),
    }
}

impl Unit {
    /// Its state, if that is a `T`; or what is wrong.
    pub(crate) fn channel<T: Clone + Default + Send + Sync + 'static>(&self) -> Result<&Channel<T>, String> {
        let Some(state) = &self.state else {
            return Err(format!("`{}` has no state: write `#[daemon(state = …)]` on its struct", self.name));
        };
        let any: &dyn Any = &**state;
        any.downcast_ref().ok_or_else(|| {
            format!("the state of `{}` is a `{}`, not a `{}`", self.name, state.type_name(), type_name::<T>())
        })
    }
}

impl Generation {
    /// Gives it a state of its own.
    pub(super) fn begin_state(&self) -> Result<(), Failure> {
        let Some(state) = &self.unit.state else { return Ok(()) };
        guard(|| state.begin(self.number)).map_err(|panic| {
            let message = format!("its state cannot be made: {panic}");
            Failure::new(FailureKind::Panic, message)
        })
    }
}
