use std::rc::Rc;

use daemon_core::prelude::*;

#[daemon]
struct Pump {
    strokes: u64,
}

#[daemon]
impl Pump {
    #[init]
    async fn init(ctx: &Context) -> Result<Self> {
        let name = Rc::new(String::from("pump"));
        ctx.cancelled().await;
        println!("{name}");
        Ok(Self { strokes: 0 })
    }

    #[run]
    async fn run(&mut self, ctx: &Context) {
        let name = Rc::new(String::from("pump"));
        ctx.cancelled().await;
        println!("{name}: {}", self.strokes);
    }

    #[cleanup]
    async fn end(&mut self, ctx: &Context) {
        let name = Rc::new(String::from("pump"));
        ctx.cancelled().await;
        println!("{name}");
    }
}

fn main() {}
