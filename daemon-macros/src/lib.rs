//! The procedural macros of `daemon-core`; use them through that crate.

mod check;
mod crate_path;
mod diagnostics;
mod entry;
mod expand;
mod model;
mod names;
mod problems;
mod read;
mod syntax;

use proc_macro::TokenStream;

/// Declares a daemon (on its struct) and its handlers (on its `impl` block).
#[proc_macro_attribute]
pub fn daemon(arguments: TokenStream, item: TokenStream) -> TokenStream {
    entry::daemon(arguments.into(), &item.into()).into()
}

/// Makes a type an event.
#[proc_macro_derive(Event, attributes(event))]
pub fn event(item: TokenStream) -> TokenStream {
    entry::event(item.into()).into()
}

/// One of the attributes that mean something inside a `#[daemon] impl` block only.
macro_rules! marker {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[proc_macro_attribute]
        pub fn $name(_: TokenStream, item: TokenStream) -> TokenStream {
            entry::marker(stringify!($name), &item.into()).into()
        })*
    };
}

marker! {
    /// Handles an event.
    subscribe
    /// Runs every period.
    interval
    /// Runs by cron.
    schedule
    /// Runs once, later.
    defer
    /// Runs when another daemon is ready.
    on_ready
    /// Answers a message.
    message
    /// Checks health.
    health
    /// Builds the daemon.
    init
    /// The body of a continuous daemon.
    run
    /// Cleans up.
    cleanup
}
