use std::rc::Rc;

use daemon_core::prelude::*;

#[daemon]
struct UserDaemon;

#[daemon]
impl UserDaemon {
    #[message]
    fn rename(&mut self, _name: Rc<str>) {}
}

fn main() {}
