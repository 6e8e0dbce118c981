//! Names that are keywords.
#![deny(warnings)]
#![allow(non_camel_case_types)]

use compile_tests::live;
use daemon_core::prelude::*;

mod r#mod {
    use daemon_core::prelude::*;

    #[derive(Event)]
    pub(crate) struct r#struct {
        pub(crate) r#fn: u32,
    }
}

use r#mod::r#struct;

#[daemon]
struct r#Match {
    r#type: u32,
    #[default(1)]
    r#loop: u32,
    #[resource]
    r#where: &'static str,
}

#[daemon]
impl r#Match {
    #[init]
    async fn r#in(&mut self, r#ctx: &Context) {
        assert_eq!(ctx.name(), "match");
        assert_eq!(self.r#where, "here");
    }

    #[interval("1s")]
    async fn r#type(&mut self, ctx: &Context) -> Result {
        self.r#type += self.r#loop;
        ctx.publish(r#struct { r#fn: self.r#type }).await?;
        Ok(())
    }

    #[subscribe]
    async fn r#async(&mut self, r#mut: &r#struct) {
        self.r#loop = r#mut.r#fn;
    }

    #[defer("1s")]
    fn r#fn(&mut self) {}

    #[cleanup]
    fn r#return(&mut self) {}
}

#[daemon(depends_on(r#Match))]
struct r#while;

#[daemon]
impl r#while {
    #[on_ready(r#Match)]
    fn r#true(&mut self) {}
}

fn main() {
    live(App::new().provide("here"), 5);
}
