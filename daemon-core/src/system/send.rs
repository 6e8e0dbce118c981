//! Sending by name.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use daemon_grammar::nearest;
use serde_json::{Error, Value};

use crate::daemon::{Handler, Trigger};
use crate::mailbox::Sender;
use crate::message::{Delivered, IntoArguments, Parcel, Priority, Remote, Response, SendError};
use crate::supervise::{Supervisor, Unit};

/// A message to a daemon by name, about to be sent: [`System::send`](crate::System::send),
/// [`Context::send`](crate::Context::send).
///
/// Nothing is sent before it is awaited. Dropping it then gives up, as dropping an [`Ask`](crate::Ask) does.
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending<'a> {
    supervisor: &'a Supervisor,
    daemon: String,
    message: String,
    arguments: Result<Value, Error>,
    priority: Option<Priority>,
    timeout: Option<Duration>,
    from: Sender,
    sender: Option<String>,
}

impl<'a> Sending<'a> {
    pub(crate) fn new(
        supervisor: &'a Supervisor,
        from: Sender,
        daemon: &str,
        message: &str,
        arguments: impl IntoArguments,
    ) -> Self {
        let sender = from.place().map(|place| supervisor.units[place].name.to_string());
        Self {
            supervisor,
            daemon: daemon.to_owned(),
            message: message.to_owned(),
            arguments: arguments.into_json(),
            priority: None,
            timeout: None,
            from,
            sender,
        }
    }

    /// The priority, instead of that of the handler's attribute.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// How long to wait for the answer, room in the mailbox included. Without this, as long as the daemon's `ask_timeout` says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Who sends it: an operator, a client. It is for the [`Response`]; to the handler, [`Context::sender`](crate::Context::sender)
    /// names daemons only.
    pub fn sender(mut self, sender: impl Into<String>) -> Self {
        self.sender = Some(sender.into());
        self
    }

    async fn send(self) -> Result<Response, SendError> {
        static SENT: AtomicU64 = AtomicU64::new(1);
        let unit = self.supervisor.unit(self.supervisor.named(&self.daemon).map_err(SendError::UnknownDaemon)?);
        let (slot, handler, remote) = message(unit, &self.message)?;
        let configured = || unit.settings().terms(slot, handler).priority;
        let (id, priority) = (SENT.fetch_add(1, Ordering::Relaxed), self.priority.unwrap_or_else(configured));
        let (daemon, message) = (unit.name.to_string(), handler.name);
        let parcel = Parcel {
            daemon: daemon.clone(),
            message,
            arguments: self.arguments.map_err(|error| SendError::Json { daemon: daemon.clone(), message, error })?,
            address: unit.address(self.from),
            slot,
            priority,
            timeout: self.timeout,
        };
        let Delivered { result, waited, processing_time } = remote.send(parcel).await?;
        Ok(Response { id, sender: self.sender, daemon, message, priority, result, waited, processing_time })
    }
}

/// The message of this name.
fn message<'a>(unit: &'a Unit, name: &str) -> Result<(usize, &'a Handler, Remote), SendError> {
    let messages = || {
        let handlers = unit.handlers.iter().enumerate();
        handlers.filter(|(_, handler)| matches!(handler.trigger, Trigger::Message))
    };
    let daemon = unit.name.to_string();
    if let Some((slot, handler)) = messages().find(|(_, handler)| handler.name == name) {
        let not_remote = SendError::NotRemote { daemon, message: handler.name };
        return handler.remote.map(|remote| (slot, handler, remote)).ok_or(not_remote);
    }
    let known = messages().filter(|(_, handler)| handler.remote.is_some()).map(|(_, handler)| handler.name);
    let known: Vec<_> = known.collect();
    let nearest = nearest(name, known.iter().copied()).map(str::to_owned);
    Err(SendError::UnknownMessage { daemon, message: name.to_owned(), nearest, known })
}

impl<'a> IntoFuture for Sending<'a> {
    type Output = Result<Response, SendError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl fmt::Debug for Sending<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sending").field("daemon", &self.daemon).field("message", &self.message).finish_non_exhaustive()
    }
}
