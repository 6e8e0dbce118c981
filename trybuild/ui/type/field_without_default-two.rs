use std::net::{IpAddr, SocketAddr};

use daemon_core::prelude::*;

#[daemon]
struct Listener {
    address: SocketAddr,
    peer: IpAddr,
    accepted: u64,
}

#[daemon]
impl Listener {}

fn main() {}
