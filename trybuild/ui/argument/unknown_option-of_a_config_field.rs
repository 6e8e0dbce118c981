use daemon_core::prelude::*;

#[daemon]
struct UserDaemon {
    #[config(section = "user")]
    model: std::collections::HashMap<String, String>,
}

#[daemon]
impl UserDaemon {}

fn main() {}
