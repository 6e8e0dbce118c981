//! Which daemon is meant by a type, and where messages to it go.

use std::any::{TypeId, type_name};
use std::sync::Arc;

use super::decide::UnitId;
use super::{Supervisor, Unit};
use crate::daemon::Daemon;
use crate::mailbox::Sender;
use crate::message::Address;
use crate::unknown::DaemonError;

impl Supervisor {
    /// The handle of the daemon of type `D`, for whom `from` says.
    pub(crate) fn handle<D: Daemon>(&self, from: Sender) -> D::Handle {
        match self.only::<D>() {
            Ok(unit) => unit.address(from),
            Err(error) => Address::nowhere(error.to_string()),
        }
        .into()
    }

    /// The handle of `id`, which is to be a `D`.
    pub(crate) fn handle_of<D: Daemon>(&self, id: UnitId) -> Result<D::Handle, DaemonError> {
        self.typed::<D>(id).map(|unit| unit.address(Sender::OUTSIDE).into())
    }

    /// The daemon of type `D`: the only one, or else the one that has the type's own name.
    pub(super) fn only<D: Daemon>(&self) -> Result<&Arc<Unit>, DaemonError> {
        let wanted = type_name::<D>();
        match self.of_type(TypeId::of::<D>()) {
            [] => Err(DaemonError::NotThere { wanted }),
            [only] => Ok(self.unit(*only)),
            several => match several.iter().find(|&&unit| *self.unit(unit).name == *D::NAME) {
                Some(&own) => Ok(self.unit(own)),
                None => Err(DaemonError::Several { wanted, names: self.list(several) }),
            },
        }
    }

    /// The daemon `id`, if that is a `D`.
    pub(super) fn typed<D: Daemon>(&self, id: UnitId) -> Result<&Arc<Unit>, DaemonError> {
        let unit = self.unit(id);
        if (unit.blueprint.type_id)() == TypeId::of::<D>() {
            return Ok(unit);
        }
        let (found, wanted) = ((unit.blueprint.type_path)(), type_name::<D>());
        Err(DaemonError::OfAnotherType { name: unit.name.to_string(), found, wanted })
    }
}

impl Unit {
    /// Where messages to it go, for whom `from` says.
    pub(crate) fn address(&self, from: Sender) -> Address {
        Address::of(&self.runner.mailbox, self.settings().declaration.ask_timeout, from)
    }
}
