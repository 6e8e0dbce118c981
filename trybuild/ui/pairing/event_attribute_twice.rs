use daemon_core::prelude::*;

#[derive(Event)]
#[event(topic = "chat.user.created")]
#[event(topic = "user.created")]
struct UserCreated;

fn main() {}
