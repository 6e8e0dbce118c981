//! A library with every attribute in it, under the strictest lints: what the macros generate has to pass them too.
//!
//! `cargo clippy -p compile-tests -- -D warnings` is the test. The UI cases are in `ui/` and `pass/`.
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications)]
#![deny(clippy::all, clippy::pedantic, clippy::cargo)]
#![allow(clippy::multiple_crate_versions, clippy::cargo_common_metadata, reason = "about the workspace, not the code")]

// The cases link this library: in an ordinary build its daemons would be theirs too.
#[cfg(any(clippy, test))]
pub mod clean;
mod live;

pub use live::live;

#[cfg(test)]
mod tests {
    use daemon_core::App;

    use crate::clean::{Db, Latest};
    use crate::live;

    #[test]
    fn every_attribute_together() {
        live(App::new().with::<Latest<u64, 3>>().provide(Db::default()), 120);
    }
}
