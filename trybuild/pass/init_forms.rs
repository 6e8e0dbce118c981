//! Both forms of `#[init]`.
#![deny(warnings)]

use compile_tests::live;
use daemon_core::prelude::*;

macro_rules! daemons {
    ($($name:ident { $($init:tt)* })*) => {
        $(#[daemon]
        struct $name {
            ready: bool,
        }

        #[daemon]
        impl $name {
            #[init]
            $($init)*

            #[interval("1s")]
            fn tick(&mut self) {
                assert!(self.ready);
            }
        })*
    };
}

daemons! {
    BuildsAsync {
        async fn init(ctx: &Context) -> Result<Self> {
            assert!(!ctx.is_cancelled());
            Ok(Self { ready: true })
        }
    }
    BuildsWithoutContext {
        async fn build() -> Result<Self, std::io::Error> {
            Ok(Self { ready: true })
        }
    }
    BuildsSync {
        fn build(_: &Context) -> Self {
            Self { ready: true }
        }
    }
    BuildsNamed {
        pub fn build() -> BuildsNamed {
            BuildsNamed { ready: true }
        }
    }
    BuildsNamedResult {
        async fn build() -> std::result::Result<BuildsNamedResult, String> {
            Ok(BuildsNamedResult { ready: true })
        }
    }
    FinishesAsync {
        async fn init(&mut self, ctx: &Context) -> Result<()> {
            self.ready = !ctx.is_cancelled();
            Ok(())
        }
    }
    FinishesWithoutContext {
        async fn init(&mut self) -> Result {
            self.ready = true;
            Ok(())
        }
    }
    FinishesSync {
        fn init(&mut self) {
            self.ready = true;
        }
    }
}

#[daemon]
struct WithoutInit {
    #[default(true)]
    ready: bool,
}

#[daemon]
impl WithoutInit {
    #[cleanup]
    fn end(&mut self) {
        assert!(self.ready);
    }
}

fn main() {
    live(App::new(), 3);
}
