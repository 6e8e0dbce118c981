//! Blocks with little in them, and with much that is not ours.
#![deny(warnings)]

use std::time::Duration;

use compile_tests::live;
use daemon_core::prelude::*;

#[daemon]
struct Empty;

#[daemon]
impl Empty {}

#[daemon()]
struct EmptyParentheses;

#[daemon()]
impl EmptyParentheses {}

#[daemon(name = "trailing-comma",)]
struct TrailingComma;

#[daemon]
impl TrailingComma {
    #[interval("1s",)]
    fn tick(&mut self) {}

    #[subscribe()]
    async fn hear(&mut self, _: &Beat) {}

    #[cleanup()]
    fn end(&mut self) {}
}

#[derive(Event)]
struct Beat;

macro_rules! constant {
    ($name:ident) => {
        const $name: u32 = 1;
    };
}

#[daemon]
struct Much {
    count: u32,
}

#[daemon]
impl Much {
    const PERIOD: Duration = Duration::from_secs(1);
    const TABLE: [u32; 1 + 1] = {
        const ONE: u32 = 1;
        [ONE, ONE]
    };

    constant!(OF_A_MACRO);

    /// Not a handler.
    const fn plain(&self) -> u32 {
        self.count
    }

    fn generic<T: Into<u32>, const N: usize>(&mut self, values: [T; N]) -> impl Iterator<Item = u32> {
        let count = self.count;
        values.into_iter().map(move |value| value.into() + count)
    }

    #[interval(every = Self::PERIOD)]
    async fn tick(&mut self, ctx: &Context) -> Result {
        self.count += Self::OF_A_MACRO + Self::TABLE[0];
        let sum: u32 = self.generic([1_u8, 2]).sum();
        assert_eq!(sum, 2 * self.plain() + 3);
        self.by_value(ctx).await
    }

    async fn by_value(&self, ctx: &Context) -> Result {
        let () = ctx.publish(Beat).await?;
        Ok(())
    }

    #[interval(every = { let second = Duration::from_secs(1); second * 2 }, name = "computed", missed = "burst")]
    fn computed(&mut self) {}

    fn constructor() -> Self {
        Self { count: 0 }
    }
}

/// Other blocks of the same struct.
impl Much {
    fn other(&self) -> u32 {
        self.count
    }
}

impl Default for Much {
    fn default() -> Self {
        Self::constructor()
    }
}

fn main() {
    assert_eq!(Much::default().other(), 0);
    live(App::new(), 3);
}
