#[derive(Event)]
#[event(topic = "chat.user.created")]
pub struct UserCreated {
    pub id: u64,
}

#[derive(Event)]
enum UserRemoved {
    Left,
}

#[derive(Event)]
struct Updated<T>(T);
