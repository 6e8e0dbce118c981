use std::cell::Cell;

use daemon_core::prelude::*;

#[daemon]
struct Pump {
    strokes: Cell<u64>,
}

#[daemon]
impl Pump {
    #[run]
    async fn run(&self, ctx: &Context) {
        ctx.cancelled().await;
    }

    #[interval("5s")]
    fn report(&self) {
        println!("{} strokes", self.strokes.get());
    }
}

fn main() {}
