use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[resource]
    #[default(String::from("postgres://localhost"))]
    url: String,
}

#[daemon]
impl UserDaemon {}

fn main() {}
