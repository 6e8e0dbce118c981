//! Messages by name, with JSON, for those who do not know the daemon's type: operators, scripts, other processes.
//!
//! `#[message(remote)]` puts a [`Remote`] into the daemon's table: it reads the arguments, asks as the handle does, and writes the
//! answer. Everything else, priorities, time-outs, circles, is that of any other ask. Reading and writing is the caller's work,
//! not the daemon's.

mod arguments;
mod course;
mod error;
mod response;

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

pub use arguments::{Arguments, IntoArguments};
pub(super) use course::Course;
pub use error::SendError;
pub use response::Response;
use serde_core::Serialize;
use serde_json::Value;

use super::ask::Ask;
use super::{Address, AskError, Priority};

/// How a message is asked for by name.
#[derive(Clone, Copy)]
pub struct Remote {
    arguments: &'static [&'static str],
    ask: AskByName,
}

type AskByName = fn(Request) -> Result<Answering, String>;

/// Ends with what the handler returned, if it did.
pub struct Answering(Pin<Box<dyn Future<Output = Result<Answer, Unanswered>> + Send>>);

/// The answer as JSON, or the handler's own error in words.
type Answer = Result<Value, String>;

/// Why there is no answer, or none that can be read.
enum Unanswered {
    Ask(AskError),
    Unwritable(serde_json::Error),
}

/// What is asked, of whom, and how.
pub struct Request {
    arguments: Arguments,
    address: Address,
    slot: usize,
    message: &'static str,
    priority: Priority,
    timeout: Option<Duration>,
    course: Arc<Course>,
}

/// What is sent, to whom, and how.
pub(crate) struct Parcel {
    pub(crate) daemon: String,
    pub(crate) message: &'static str,
    pub(crate) arguments: Value,
    pub(crate) address: Address,
    pub(crate) slot: usize,
    pub(crate) priority: Priority,
    pub(crate) timeout: Option<Duration>,
}

/// What became of a [`Parcel`].
pub(crate) struct Delivered {
    pub(crate) result: Answer,
    pub(crate) waited: Duration,
    pub(crate) processing_time: Duration,
}

impl Remote {
    /// Of a handler whose arguments have these names; `ask` reads them, and says what it returns.
    pub const fn new(arguments: &'static [&'static str], ask: AskByName) -> Self {
        Self { arguments, ask }
    }

    /// Sends `parcel`, and waits for the answer.
    pub(crate) async fn send(self, parcel: Parcel) -> Result<Delivered, SendError> {
        let Parcel { daemon, message, arguments, address, slot, priority, timeout } = parcel;
        let expected = self.arguments;
        let wrong = |reason| SendError::Arguments { daemon: daemon.clone(), message, reason, expected };
        let course = Arc::new(Course::begin());
        let request = Request {
            arguments: Arguments::new(expected, arguments).map_err(wrong)?,
            address,
            slot,
            message,
            priority,
            timeout,
            course: Arc::clone(&course),
        };
        let Answering(answering) = (self.ask)(request).map_err(wrong)?;
        match answering.await {
            Ok(result) => {
                let (waited, processing_time) = course.times();
                Ok(Delivered { result, waited, processing_time })
            }
            Err(Unanswered::Ask(error)) => Err(SendError::Unanswered(error)),
            Err(Unanswered::Unwritable(error)) => Err(SendError::Unwritable { daemon, message, error }),
        }
    }
}

impl fmt::Debug for Remote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Remote").field(&self.arguments).finish()
    }
}

/// What a `#[message(remote)]` that may fail returns: its value is written as JSON, its error in words.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be answered by name",
    label = "not a `Result` of what serde and `Display` can write",
    note = "a `#[message(remote)]` returns a `Result<T, E>` with `T: Serialize` and `E: Display`"
)]
pub trait Fallible: Send + 'static {
    /// The value.
    type Value: Serialize;
    /// The error.
    type Error: fmt::Display;

    /// Itself.
    fn into_result(self) -> Result<Self::Value, Self::Error>;
}

#[diagnostic::do_not_recommend]
impl<T, E> Fallible for Result<T, E>
where
    T: Serialize + Send + 'static,
    E: fmt::Display + Send + 'static,
{
    type Value = T;
    type Error = E;

    fn into_result(self) -> Self {
        self
    }
}

impl Request {
    /// Asks a handler that returns an `R`.
    pub fn ask<A, R>(self, read: impl FnOnce(&mut Arguments) -> Result<A, String>) -> Result<Answering, String>
    where
        A: Send + 'static,
        R: Serialize + Send + 'static,
    {
        let ask = self.prepare::<A, R>(read)?;
        Ok(Answering(Box::pin(async move { write(&ask.await.map_err(Unanswered::Ask)?).map(Ok) })))
    }

    /// Asks a handler that returns a `Result`.
    pub fn try_ask<A, R>(self, read: impl FnOnce(&mut Arguments) -> Result<A, String>) -> Result<Answering, String>
    where
        A: Send + 'static,
        R: Fallible,
    {
        let ask = self.prepare::<A, R>(read)?;
        Ok(Answering(Box::pin(async move {
            match ask.await.map_err(Unanswered::Ask)?.into_result() {
                Ok(value) => write(&value).map(Ok),
                // With all its causes, where its type has that form.
                Err(error) => Ok(Err(format!("{error:#}"))),
            }
        })))
    }

    fn prepare<A, R>(self, read: impl FnOnce(&mut Arguments) -> Result<A, String>) -> Result<Ask<R>, String>
    where
        A: Send + 'static,
        R: Send + 'static,
    {
        let Self { mut arguments, address, slot, message, priority, timeout, course } = self;
        let ask = Ask::by_name(&address, slot, message, priority, read(&mut arguments)?, course);
        Ok(match timeout {
            Some(timeout) => ask.timeout(timeout),
            None => ask,
        })
    }
}

fn write(answer: &impl Serialize) -> Result<Value, Unanswered> {
    serde_json::to_value(answer).map_err(Unanswered::Unwritable)
}
