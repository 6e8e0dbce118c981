use daemon_core::prelude::*;

#[daemon]
struct Listener {
    #[default("127.0.0.1")]
    port: u16,
}

#[daemon]
impl Listener {}

fn main() {}
