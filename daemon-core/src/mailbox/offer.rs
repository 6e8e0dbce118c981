//! What becomes of mail that is offered.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::NotTaken;

/// What a subscriber says of an event that it is shown.
///
/// Boxed is what is rare, so that the usual answer fits into registers.
pub(crate) enum Offer {
    /// It has its copy.
    Taken,
    /// It keeps only so many, and this one is not kept.
    Dropped,
    /// It has no room, and nobody asked it to keep a place in the queue.
    Full,
    /// It has no room; the future ends when it has taken its copy, or will not.
    Wait(Box<Wait>),
    /// It has no room, and waits itself for who would wait for it: the names along that way, from it to the publisher.
    Circle(Box<Circle>),
    /// It will not take it: it has been full and idle for too long, or is shutting its intake.
    Refused(Box<NotTaken>),
    /// It is no longer subscribed.
    Absent,
}

/// The names of daemons each of which waits for the next.
pub(crate) struct Circle(pub(crate) Vec<Arc<str>>);

/// Ends when a subscriber that was full has taken the event, or will not. Dropping it withdraws the event from that
/// subscriber, unless it has it already.
pub(crate) type Wait = Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send>>;
