use daemon_core::prelude::*;

#[daemon]
pub trait Poll {
    fn poll(&mut self);
}

fn main() {}
