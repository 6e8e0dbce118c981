//! What is answered to a message that was sent by name.

use std::time::Duration;

use serde_core::Serialize;
use serde_core::ser::{SerializeStruct, Serializer};
use serde_json::Value;

use crate::message::Priority;

/// The answer to a message that was sent by name: `System::send`.
///
/// Written with serde it is one object: `id`, `sender`, `daemon`, `message`, `priority`, `success`, `data` (null after an
/// error), `error` (null after a success), and in milliseconds `waited_ms` and `processing_time_ms`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// Of all that was sent by name in this process, its number.
    pub id: u64,
    /// Who sent it: as [`Sending::sender`](crate::Sending::sender) was told, or the name of the daemon.
    pub sender: Option<String>,
    /// Who answered.
    pub daemon: String,
    /// What.
    pub message: &'static str,
    /// With which priority it was sent.
    pub priority: Priority,
    /// What the handler returned; of one that returned an error, that error in words.
    pub result: Result<Value, String>,
    /// How long it was from sending to the beginning of the handler, waiting for room included, by the clock of the runtime.
    pub waited: Duration,
    /// How long the handler took from its beginning to its answer.
    pub processing_time: Duration,
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { id, sender, daemon, message, priority, result, waited, processing_time } = self;
        let mut object = serializer.serialize_struct("Response", 10)?;
        object.serialize_field("id", id)?;
        object.serialize_field("sender", sender)?;
        object.serialize_field("daemon", daemon)?;
        object.serialize_field("message", message)?;
        object.serialize_field("priority", priority.name())?;
        object.serialize_field("success", &result.is_ok())?;
        object.serialize_field("data", &result.as_ref().ok())?;
        object.serialize_field("error", &result.as_ref().err())?;
        object.serialize_field("waited_ms", &millis(*waited))?;
        object.serialize_field("processing_time_ms", &millis(*processing_time))?;
        object.end()
    }
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
