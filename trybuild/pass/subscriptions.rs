//! Every option of `#[subscribe]`, next to names that could get in its way.
#![no_implicit_prelude]
#![forbid(unsafe_code)]
#![deny(warnings, missing_docs, unreachable_pub, unused_qualifications)]

use ::daemon_core::{AnyEvent, App, Context, Event, daemon};

/// What the expansion must not mean by it.
pub struct Overflow;
/// The same.
pub struct Arc;
/// The same.
pub struct Dependency;

/// An event.
#[derive(Event)]
pub struct Sample<T>(T)
where
    T: ::core::marker::Send + ::core::marker::Sync + 'static;

mod filters {
    pub(crate) fn every<E>(_event: &E) -> bool {
        true
    }

    pub(crate) const NONE: fn(&crate::Sample<u8>) -> bool = |_| false;
}

trait Filter {
    fn passes(&self) -> bool;
}

impl<T: ::core::marker::Send + ::core::marker::Sync> Filter for Sample<T> {
    fn passes(&self) -> bool {
        true
    }
}

/// A generic daemon.
#[daemon(register = false)]
pub struct Sampler<T> {
    marker: ::core::marker::PhantomData<T>,
}

#[daemon]
impl<T: ::core::marker::Send + ::core::marker::Sync + 'static> Sampler<T> {
    fn r#match(_event: &Sample<T>) -> bool {
        true
    }

    #[subscribe(overflow = "drop_oldest", keep = 1, from = Self, filter = Self::r#match)]
    async fn r#type(&mut self, _event: &Sample<T>) {}

    #[subscribe(overflow = "drop_newest", from = Sampler<u8>, filter = filters::every)]
    fn filter(&mut self, _event: ::std::sync::Arc<Sample<T>>, _ctx: &Context) {}

    #[subscribe(overflow = "latest", from = "sampler", filter = filters::NONE)]
    fn from(&self, _event: &Sample<u8>) {}

    #[subscribe(overflow = "wait", filter = <Sample<u16> as Filter>::passes, concurrent = 3)]
    async fn overflow(&self, _event: &Sample<u16>) {}

    #[subscribe("a.*", filter = filters::every::<AnyEvent>, overflow = "drop_newest", keep = 4_294_967_295)]
    async fn keep(&mut self, _event: &AnyEvent) {}

    #[subscribe("**", from = Self, concurrent = 2)]
    fn event(&self, _event: &::daemon_core::AnyEvent, _ctx: &Context) {}

    #[cfg(any())]
    #[subscribe("b", from = Nobody, filter = nothing)]
    fn never(&self, _event: &AnyEvent) {}
}

fn main() {
    let _ = App::new().with::<Sampler<u8>>();
}
