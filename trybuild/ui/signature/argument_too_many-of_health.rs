use daemon_core::prelude::*;

#[daemon]
struct Cache;

#[daemon]
impl Cache {
    #[health]
    async fn health(&self, _ctx: &Context, _more: u32) -> Health {
        Health::healthy()
    }
}

fn main() {}
