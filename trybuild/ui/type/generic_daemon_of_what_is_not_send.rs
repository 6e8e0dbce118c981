use std::rc::Rc;

use daemon_core::prelude::*;

#[daemon(register = false)]
struct Cache<V> {
    entries: Vec<V>,
}

#[daemon]
impl<V> Cache<V> {
    #[interval("5s")]
    async fn evict(&mut self) {
        self.entries.clear();
    }
}

fn main() {
    let _ = App::empty().with::<Cache<Rc<str>>>().check();
}
