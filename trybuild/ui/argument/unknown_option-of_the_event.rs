use daemon_core::prelude::*;

#[derive(Event)]
#[event(topics = "chat.user.created")]
struct UserCreated;

fn main() {}
