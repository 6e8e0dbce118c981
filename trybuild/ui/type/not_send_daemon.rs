use std::rc::Rc;

use daemon_core::prelude::*;

#[daemon]
struct Poller {
    #[default(Rc::from("http://localhost"))]
    url: Rc<str>,
}

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self) {}
}

fn main() {}
