//! A daemon type with its type forgotten: what the roster holds.

use std::any::{TypeId, type_name};
use std::marker::PhantomData;

use super::life::{Live, life};
use crate::daemon::{Daemon, Declaration, Handler, Hooks};

/// A daemon type, as data and three functions.
#[derive(Clone, Copy)]
pub(crate) struct Blueprint {
    pub(crate) declaration: &'static Declaration,
    pub(crate) type_id: fn() -> TypeId,
    /// The type with its path.
    pub(crate) type_path: fn() -> &'static str,
    pub(crate) hooks: &'static Hooks,
    pub(crate) handlers: &'static [Handler],
    pub(super) live: Live,
}

/// `&CONSTANT` in a generic context.
struct Declares<D>(PhantomData<D>);

impl<D: Daemon> Declares<D> {
    const BLUEPRINT: &'static Blueprint = &Blueprint {
        declaration: &D::DECLARATION,
        type_id: TypeId::of::<D>,
        type_path: type_name::<D>,
        hooks: &D::HOOKS,
        handlers: D::HANDLERS,
        live: life::<D>,
    };
}

impl Blueprint {
    pub(crate) const fn of<D: Daemon>() -> &'static Self {
        Declares::<D>::BLUEPRINT
    }
}

/// What `#[daemon]` submits at link time.
pub struct Registration(&'static Blueprint);

impl Registration {
    /// Registers `D`.
    pub const fn of<D: Daemon>() -> Self {
        Self(Blueprint::of::<D>())
    }

    pub(crate) const fn blueprint(&self) -> &'static Blueprint {
        self.0
    }
}

inventory::collect!(Registration);
