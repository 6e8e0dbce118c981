use std::rc::Rc;

use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated {
    name: Rc<str>,
}

fn main() {}
