//! Messages: what is asked of one daemon, by name and with an answer.
//!
//! A `#[message]` handler is called by its daemon's *handle*, which has a method of the same name. To *ask* is to wait for the
//! answer, to *tell* is not to. Either goes through the daemon's one mailbox, beside events, by its priority.
//!
//! Every ask ends: with the answer, or with the reason why there is none. Whoever drops one end tells the other: an asker that
//! goes away takes back what no handler has begun with, and a handler that fails leaves its asker not waiting.

mod address;
mod ask;
mod call;
mod error;
mod handle;
mod priority;
#[cfg(feature = "remote")]
mod remote;

pub use address::Address;
pub use ask::{Ask, Attempt, Tell, TryAsk};
pub(crate) use call::Reply;
pub(crate) use call::{Envelope, Lost};
pub use error::AskError;
pub use handle::{Handle, NoMessages};
pub use priority::Priority;
#[cfg(feature = "remote")]
pub use remote::{Answering, Arguments, Fallible, IntoArguments, Remote, Request, Response, SendError};
#[cfg(feature = "remote")]
pub(crate) use remote::{Delivered, Parcel};
