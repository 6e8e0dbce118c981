//! The crate under other names.
#![deny(warnings)]

extern crate daemon_core as renamed;

/// As a crate of one's own may re-export it.
mod company {
    pub(crate) mod runtime {
        pub(crate) use daemon_core::*;
    }
}

mod a {
    use crate::company::runtime::prelude::*;

    #[derive(Event, Clone)]
    #[event(topic = "a.beat", crate = crate::company::runtime)]
    pub(crate) struct Beat;

    #[daemon(crate = crate::company::runtime)]
    pub(crate) struct Heart {
        #[crate::company::runtime::default(3)]
        beats: u32,
    }

    #[daemon(crate = crate::company::runtime)]
    impl Heart {
        #[init]
        async fn wake(&mut self) {
            assert_eq!(self.beats, 3);
        }

        #[crate::company::runtime::interval("1s")]
        async fn beat(&mut self, ctx: &Context) -> Result {
            ctx.publish(Beat).await?;
            Ok(())
        }

        #[subscribe]
        async fn copied(&mut self, _: Beat) {}

        #[subscribe(concurrent = 2)]
        async fn shared(&self, _: &Beat) {}
    }
}

mod b {
    use renamed::prelude::*;

    use super::a::{Beat, Heart};

    #[daemon(crate = renamed, depends_on(Heart), profiles("full"))]
    struct Doctor;

    #[daemon(crate = renamed)]
    impl Doctor {
        #[renamed::subscribe]
        async fn heard(&mut self, _: &Beat) {}

        #[on_ready(Heart)]
        async fn introduced(&mut self) {}
    }
}

fn main() {
    compile_tests::live(renamed::App::new(), 3);
}
