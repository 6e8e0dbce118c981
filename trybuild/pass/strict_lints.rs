//! Generated code keeps to lints that users may deny.
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unused, nonstandard_style, future_incompatible, rust_2018_idioms, keyword_idents)]
#![deny(
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_debug_implementations,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]

use std::sync::Arc;

use compile_tests::live;
use daemon_core::prelude::*;

/// Something big beside something small.
#[derive(Debug, Clone, Event)]
pub struct Big(pub [u64; 64]);

/// Something small.
#[derive(Debug, Clone, Copy, Event)]
pub struct Small(pub u8);

/// Handles both.
#[derive(Debug)]
#[daemon(mailbox(capacity = 16, publish_timeout = "1s"))]
pub struct Both {
    sum: u64,
}

#[daemon]
impl Both {
    #[subscribe]
    async fn big(&mut self, event: Big) {
        self.sum += event.0[0];
    }

    #[subscribe]
    async fn small(&mut self, event: Arc<Small>) {
        self.sum += u64::from(event.0);
    }

    #[interval("1s", immediate)]
    async fn publish(&mut self, ctx: &Context) -> Result {
        ctx.publish(Big([self.sum; 64])).await?;
        ctx.publish(Small(1)).await?;
        Ok(())
    }
}

/// Shares itself.
#[derive(Debug)]
#[daemon(after("both"))]
pub struct Sharing;

#[daemon]
impl Sharing {
    #[init]
    async fn build(ctx: &Context) -> Result<Self> {
        assert_eq!(ctx.generation(), 1);
        Ok(Self)
    }

    #[run]
    async fn run(&self, ctx: &Context) {
        ctx.cancelled().await;
    }

    #[subscribe(concurrent = 4)]
    async fn small(&self, _: &Small) {}

    #[cleanup]
    async fn end(&self) {}
}

/// Of anything.
#[derive(Debug)]
#[daemon(register = false)]
pub struct Of<T> {
    value: Option<T>,
}

#[daemon]
impl<T> Of<T> {
    #[defer("1s")]
    fn forget(&mut self) {
        self.value = None;
    }
}

fn main() {
    live(App::new().with::<Of<u8>>(), 3);
}
