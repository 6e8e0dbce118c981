//! Modules of the standard names.
#![deny(warnings)]

mod core {}
mod std {}
mod alloc {}
mod daemon_core {}
mod inventory {}
mod prelude {
    pub(crate) use ::daemon_core::prelude::*;
}

use ::compile_tests::live;
use prelude::*;

#[derive(Event, Clone)]
struct Beat;

#[daemon]
struct Heart {
    beats: u32,
}

#[daemon]
impl Heart {
    #[interval("1s")]
    async fn beat(&mut self, ctx: &Context) -> Result {
        self.beats += 1;
        ctx.publish(Beat).await?;
        Ok(())
    }

    #[subscribe]
    async fn copied(&mut self, _: Beat) {}

    #[subscribe(concurrent = 2)]
    async fn shared(&self, _: ::std::sync::Arc<Beat>) {}
}

fn main() {
    live(App::new(), 3);
}
