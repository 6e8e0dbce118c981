//! What becomes of mail that is offered.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::Refusal;

/// What a subscriber says of an event that it is shown.
pub(crate) enum Offer {
    /// It has its copy.
    Taken,
    /// It has no room, and nobody asked it to keep a place in the queue.
    Full,
    /// It has no room; the future ends when it has taken its copy, or will not.
    Wait(Wait),
    /// It has no room, and waits itself for who would wait for it: the names along that way, from it to the publisher.
    Circle(Vec<Arc<str>>),
    /// It will not take it: it has been full and idle for too long, or is shutting its intake.
    Refused,
    /// It is no longer subscribed.
    Absent,
}

/// Ends when a subscriber that was full has taken the event, or will not. Dropping it withdraws the event from that
/// subscriber, unless it has it already.
pub(crate) type Wait = Pin<Box<dyn Future<Output = Result<(), Refusal>> + Send>>;
