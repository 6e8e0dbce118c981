//! The span around everything of one generation: what says in the log whose line it is.

use tracing::span::Id;
use tracing::{Metadata, Span};

/// Its name, and where it is made: what a subscriber knows it by.
const NAME: &str = "daemon";
const TARGET: &str = module_path!();

/// A span of a generation. A child task that is spawned from outside has one more of the same facts.
pub(crate) fn of_generation(daemon: &str, generation: u64, within: Option<Id>) -> Span {
    tracing::info_span!(target: TARGET, parent: within, NAME, %daemon, generation)
}

pub(crate) fn is_of_generation(metadata: &Metadata<'_>) -> bool {
    metadata.is_span() && metadata.name() == NAME && metadata.target() == TARGET
}

#[cfg(feature = "logging")]
pub(crate) use introduced::{InHand, introduced, introducing};

/// How a layer learns more of a generation than what stands in the span.
#[cfg(feature = "logging")]
mod introduced {
    use std::cell::RefCell;
    use std::sync::Weak;

    use tracing::Span;

    /// Who can say what it is doing.
    pub(crate) trait InHand: Send + Sync {
        /// The method that is being polled on this very thread, if one of its is.
        fn handler(&self) -> Option<&'static str>;

        /// Which daemon of its name it is, in all systems of the process: a later one has a larger number.
        fn unit(&self) -> u64;
    }

    thread_local! {
        /// Whose span is being made on this thread. The fields of a span are text and numbers, so this goes beside them.
        static INTRODUCED: RefCell<Option<Weak<dyn InHand>>> = const { RefCell::new(None) };
    }

    /// Makes the span of `whose`.
    pub(crate) fn introducing(whose: Weak<dyn InHand>, make: impl FnOnce() -> Span) -> Span {
        /// Also when a subscriber panics.
        struct Over;
        impl Drop for Over {
            fn drop(&mut self) {
                INTRODUCED.take();
            }
        }
        INTRODUCED.set(Some(whose));
        let _over = Over;
        make()
    }

    /// Whose span is being made.
    pub(crate) fn introduced() -> Option<Weak<dyn InHand>> {
        INTRODUCED.with_borrow(Clone::clone)
    }
}
