//! Unit, tuple and braced structs, and every way to fill a field.
#![deny(warnings)]

use std::collections::HashMap;
use std::sync::Arc;

use compile_tests::live;
use daemon_core::prelude::*;

#[daemon]
struct Unit;

#[daemon]
impl Unit {
    #[interval("1s")]
    async fn tick(&mut self) {}
}

#[daemon]
struct Tuple(u8, #[default(7)] u8, #[resource] Arc<str>);

#[daemon]
impl Tuple {
    #[interval("1s")]
    async fn tick(&mut self) {
        assert_eq!((self.0, self.1, &*self.2), (0, 7, "db"));
    }
}

#[daemon]
struct EmptyTuple();

#[daemon]
impl EmptyTuple {}

#[daemon]
struct Braced {}

#[daemon]
impl Braced {}

/// Whose fields have no default.
struct Opaque;

#[daemon]
struct Filled {
    #[default(HashMap::<u8, u8>::with_capacity(64))]
    with_comma: HashMap<u8, u8>,
    #[default({
        let base = 40;
        base + 2
    })]
    block: u8,
    #[default(Self::seven())]
    of_self: u8,
    #[default(Opaque)]
    opaque: Opaque,
    #[default(|x| x + 1)]
    function: fn(u8) -> u8,
    #[resource]
    db: Arc<str>,
    plain: (u8, Vec<[Option<&'static str>; 2]>),
}

#[daemon]
impl Filled {
    const fn seven() -> u8 {
        7
    }

    #[interval("1s")]
    async fn tick(&mut self) {
        let Opaque = self.opaque;
        assert_eq!((self.block, self.of_self, (self.function)(1), &*self.db), (42, 7, 2, "db"));
        assert!(self.with_comma.is_empty() && self.plain.1.is_empty());
    }
}

/// An `#[init]` that builds it makes defaults needless.
#[daemon]
struct Built {
    opaque: Opaque,
    port: std::num::NonZeroU16,
}

#[daemon]
impl Built {
    #[init]
    fn build() -> Self {
        Self { opaque: Opaque, port: std::num::NonZeroU16::MIN }
    }

    #[interval("1s")]
    fn tick(&mut self) {
        let Opaque = self.opaque;
        assert_eq!(self.port.get(), 1);
    }
}

fn main() {
    live(App::new().provide::<Arc<str>>("db".into()), 3);
}
