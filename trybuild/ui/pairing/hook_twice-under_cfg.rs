use daemon_core::prelude::*;

#[daemon]
struct Client;

#[daemon]
impl Client {
    #[cfg(not(target_family = "wasm"))]
    #[run]
    async fn read(&mut self) {}

    #[cfg(not(target_os = "none"))]
    #[run]
    async fn poll(&mut self) {}
}

fn main() {}
