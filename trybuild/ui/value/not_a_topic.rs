use daemon_core::prelude::*;

#[derive(Event)]
#[event(topic = "chat..created")]
struct UserCreated;

fn main() {}
