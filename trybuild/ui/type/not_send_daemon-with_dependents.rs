use std::rc::Rc;

use daemon_core::prelude::*;

#[daemon]
struct Cache {
    _entries: Rc<str>,
}

#[daemon]
impl Cache {
    #[init]
    async fn init() -> Result<Self> {
        Ok(Self { _entries: Rc::from("") })
    }
}

#[daemon(depends_on(Cache))]
struct Api;

#[daemon]
impl Api {
    #[on_ready(Cache)]
    async fn warm_up(&mut self) {}
}

#[daemon(after(Cache))]
struct Web;

#[daemon]
impl Web {}

fn main() {}
