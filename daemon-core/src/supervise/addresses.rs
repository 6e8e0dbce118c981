//! Where messages to a daemon go.

use std::any::{TypeId, type_name};

use super::Supervisor;
use super::decide::UnitId;
use crate::daemon::Daemon;
use crate::message::Address;

impl Supervisor {
    /// The handle of the daemon of type `D`: the one that has the type's own name, or else the only one.
    pub(crate) fn handle<D: Daemon>(&self) -> D::Handle {
        let address = match self.of_type(TypeId::of::<D>()) {
            [only] => self.address(*only),
            several => match several.iter().find(|&&unit| *self.unit(unit).name == *D::NAME) {
                Some(&own) => self.address(own),
                None => Address::nowhere(self.neither_one(type_name::<D>(), several)),
            },
        };
        address.into()
    }

    pub(crate) fn address(&self, id: UnitId) -> Address {
        let unit = self.unit(id);
        Address::of(&unit.runner.mailbox, unit.settings().declaration.ask_timeout)
    }

    fn neither_one(&self, type_name: &str, several: &[UnitId]) -> String {
        if several.is_empty() {
            return format!("no daemon of this app is a `{type_name}`; add it with `App::with`");
        }
        let names = self.list(several);
        format!("several daemons are a `{type_name}`: {names}; say which with `System::daemon_named`")
    }
}
