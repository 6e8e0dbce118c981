//! What happens in the chat system.

use daemon_core::Event;

/// What a user is known by.
pub type UserId = i64;

/// What a room is known by.
pub type RoomId = i64;

/// Somebody who chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Unique.
    pub id: UserId,
    /// Shown to others.
    pub name: String,
    /// Played by this program, which keeps a client for it.
    pub persona: bool,
}

/// Something said in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Unique.
    pub id: i64,
    /// Where it was said.
    pub room: RoomId,
    /// Who said it.
    pub author: UserId,
    /// What was said.
    pub text: String,
}

/// A user is new.
#[derive(Event, Clone, Debug)]
#[event(topic = "chat.user.created")]
pub struct UserCreated(pub User);

/// A user is different from before.
#[derive(Event, Clone, Debug)]
#[event(topic = "chat.user.updated")]
pub struct UserUpdated(pub User);

/// A user is gone.
#[derive(Event, Clone, Debug)]
#[event(topic = "chat.user.deleted")]
pub struct UserDeleted(pub UserId);

/// Somebody said something.
#[derive(Event, Clone, Debug)]
#[event(topic = "chat.message.created")]
pub struct MessageCreated(pub Message);

/// There are enough examples to train with.
#[derive(Event, Clone, Debug, PartialEq, Eq)]
#[event(topic = "training.batch.completed")]
pub struct BatchCompleted {
    /// Where they were said.
    pub room: RoomId,
    /// How many batches the room has now.
    pub batch: u64,
}
