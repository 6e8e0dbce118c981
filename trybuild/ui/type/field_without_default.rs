use std::net::SocketAddr;

use daemon_core::prelude::*;

#[daemon]
struct Listener {
    address: SocketAddr,
    accepted: u64,
}

#[daemon]
impl Listener {}

fn main() {}
