use daemon_core::prelude::*;

#[derive(Event)]
#[event(topic = "chat.*")]
struct UserCreated;

fn main() {}
