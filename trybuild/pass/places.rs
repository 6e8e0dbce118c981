//! Daemons of every visibility, in modules and in functions.
#![deny(warnings)]

use compile_tests::live;
use daemon_core::prelude::*;

pub mod outer {
    use daemon_core::prelude::*;

    #[daemon]
    pub(crate) struct OfTheCrate;

    #[daemon]
    impl OfTheCrate {}

    #[daemon]
    pub struct Public {
        pub(super) beats: u8,
    }

    #[daemon]
    impl Public {
        #[interval("1s")]
        pub async fn public(&mut self) {
            self.beats = 1;
        }

        #[interval("1s")]
        pub(crate) async fn of_the_crate(&mut self) {
            self.private().await;
        }

        #[interval("1s")]
        async fn private(&mut self) {
            self.public().await;
        }
    }

    pub mod inner {
        use daemon_core::prelude::*;

        #[derive(Event)]
        pub(in crate::outer) struct OfOuter;

        #[daemon]
        pub(in crate::outer) struct InOuter;

        #[daemon]
        impl InOuter {
            #[subscribe]
            async fn hear(&mut self, _: &OfOuter) {}
        }

        #[daemon(depends_on(super::OfTheCrate, crate::outer::Public, InOuter), after(self::Private))]
        pub(super) struct OfSuper;

        #[daemon]
        impl OfSuper {
            #[on_ready(super::OfTheCrate)]
            fn ready(&mut self) {}
        }

        #[daemon]
        struct Private;

        #[daemon]
        impl Private {
            #[interval("1s")]
            async fn publish(&mut self, ctx: &Context) -> Result {
                Ok(ctx.publish(OfOuter).await?)
            }
        }
    }
}

fn app() -> App {
    #[derive(Event)]
    struct Local;

    #[daemon]
    struct InAFunction;

    #[daemon]
    impl InAFunction {
        #[subscribe]
        async fn hear(&mut self, _: &Local) {}

        #[defer("1s")]
        async fn publish(&mut self, ctx: &Context) -> Result {
            Ok(ctx.publish(Local).await?)
        }
    }

    let nested = || {
        #[daemon(register = false, depends_on(InAFunction))]
        struct InAClosure;

        #[daemon]
        impl InAClosure {
            #[on_ready(InAFunction)]
            fn ready(&mut self) {}
        }

        App::new().with::<InAClosure>()
    };
    nested()
}

fn main() {
    live(app(), 5);
}
