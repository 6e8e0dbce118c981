//! What `#[daemon(…)]` on a struct means.

use daemon_grammar::rate::Rate;
use syn::{Attribute, Expr, ItemStruct, LitBool, LitStr, Member, Type};

use super::{DaemonRef, Name, Number, Policy, Time};
use crate::crate_path::CratePath;

/// A struct with `#[daemon]`.
pub(crate) struct Structure {
    pub(crate) krate: CratePath,
    /// The user's struct, without our attributes.
    pub(crate) item: ItemStruct,
    pub(crate) declaration: Declaration,
    pub(crate) fields: Vec<Field>,
}

/// The options, each `None` or empty if left out.
#[derive(Default)]
pub(crate) struct Declaration {
    pub(crate) name: Option<Name>,
    pub(crate) version: Option<LitStr>,
    /// First paragraph of the doc comment.
    pub(crate) description: Option<String>,
    pub(crate) depends_on: Vec<DaemonRef>,
    pub(crate) after: Vec<DaemonRef>,
    pub(crate) profiles: Vec<LitStr>,
    pub(crate) autostart: Option<LitBool>,
    pub(crate) policy: Policy,
    pub(crate) start_timeout: Option<Time>,
    pub(crate) stop_timeout: Option<Time>,
    pub(crate) mailbox: Option<Number>,
    pub(crate) publish_timeout: Option<Time>,
    pub(crate) ask_timeout: Option<Time>,
    pub(crate) throttle: Option<Rate>,
    /// The share of one core that it may be polled for.
    pub(crate) cpu: Option<f64>,
    /// In bytes.
    pub(crate) memory: Option<u64>,
    /// A thread of its own.
    pub(crate) thread: Option<ThreadPriority>,
    pub(crate) category: Option<LitStr>,
    pub(crate) capabilities: Vec<LitStr>,
    /// The type of what it publishes of itself.
    pub(crate) state: Option<Type>,
    pub(crate) register: Option<LitBool>,
}

/// How a daemon's own thread stands with the scheduler.
#[derive(Clone, Copy)]
pub(crate) enum ThreadPriority {
    Low,
    Normal,
    High,
}

/// A field and where its first value comes from.
pub(crate) struct Field {
    pub(crate) member: Member,
    pub(crate) ty: Type,
    /// `#[cfg]` attributes, for everything generated for the field.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) filling: Filling,
}

/// Where a field's first value comes from.
pub(crate) enum Filling {
    /// `#[resource]`: from the app.
    Resource,
    /// `#[config]`: from the daemon's section of the configuration.
    Config,
    /// `#[default(expr)]`.
    Expression(Box<Expr>),
    /// `Default::default()`.
    Default,
}

impl Structure {
    /// Whether the daemon is registered at link time.
    pub(crate) fn registered(&self) -> bool {
        self.declaration.register.as_ref().is_none_or(LitBool::value)
    }
}
