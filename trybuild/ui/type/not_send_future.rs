use std::rc::Rc;

use daemon_core::prelude::*;

#[daemon]
struct Poller;

#[daemon]
impl Poller {
    #[interval("5s")]
    async fn poll(&mut self, ctx: &Context) {
        let name = Rc::new(String::from("poller"));
        ctx.cancelled().await;
        println!("{name}");
    }
}

fn main() {}
