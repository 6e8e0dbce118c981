//! Which functions may be given as handlers, and how they are called.

use std::any::Any;
use std::future::Future;
use std::marker::PhantomData;

use super::{Given, GivenHandler, Run};
use crate::context::Context;
use crate::daemon::Outcome;
use crate::event::{AnyEvent, Event};

/// One trait for each form of handler, implemented for functions and for async closures that capture nothing, and one
/// struct that calls it.
macro_rules! forms {
    ($(
        $(#[$doc:meta])*
        $form:ident ($($argument:ident: $type:ty),*) for <$($parameter:ident),*> as $caller:ident { $($extra:ident: $extra_type:ty)? }
    )*) => {$(
        $(#[$doc])*
        pub trait $form<'a, D: 'a, $($parameter: 'a),*>: Copy + Send + Sync + 'static {
            /// The future of one run.
            type Future: Future<Output: Outcome> + Send + 'a;

            /// Begins a run.
            fn call(self, daemon: &'a mut D, $($argument: $type,)* ctx: &'a Context) -> Self::Future;
        }

        #[diagnostic::do_not_recommend]
        impl<'a, D: 'a, $($parameter: 'a,)* F, Fut> $form<'a, D, $($parameter),*> for F
        where
            F: Fn(&'a mut D, $($type,)* &'a Context) -> Fut + Copy + Send + Sync + 'static,
            Fut: Future<Output: Outcome> + Send + 'a,
        {
            type Future = Fut;

            fn call(self, daemon: &'a mut D, $($argument: $type,)* ctx: &'a Context) -> Fut {
                self(daemon, $($argument,)* ctx)
            }
        }

        struct $caller<D, $($parameter,)* F> {
            handler: F,
            $($extra: $extra_type,)?
            types: PhantomData<fn(D, $($parameter),*)>,
        }
    )*};
}

forms! {
    /// What runs by the clock: `async fn(&mut self, ctx: &Context)` by its path, `Self::method`, or
    /// `async |this: &mut Self, ctx: &Context| …` without captures.
    Ticked() for <> as Tick {}
    /// The same with a state of its own: `async fn(&mut self, state: &mut S, ctx: &Context)`.
    TickedWith(state: &'a mut S) for <S> as TickWith { state: S }
    /// What handles events: `async fn(&mut self, event: &E, ctx: &Context)` by its path, or an async closure.
    Heard(event: &'a E) for <E> as Hear {}
    /// The same with a state of its own: `async fn(&mut self, state: &mut S, event: &E, ctx: &Context)`.
    HeardWith(state: &'a mut S, event: &'a E) for <S, E> as HearWith { state: S }
}

/// The daemon behind `daemon`, whose type was checked when the handler was given.
fn typed<D: 'static>(daemon: &mut (dyn Any + Send)) -> &mut D {
    daemon.downcast_mut().unwrap_or_else(|| unreachable!("checked when the handler was given"))
}

/// The event behind `event`: subscriptions put in what they subscribed to.
fn event<E: Event>(event: Option<AnyEvent>) -> std::sync::Arc<E> {
    let event = event.and_then(AnyEvent::into_typed);
    event.unwrap_or_else(|| unreachable!("a subscription hears events of its type"))
}

impl<D: Send + 'static, F: for<'a> Ticked<'a, D>> GivenHandler for Tick<D, F> {
    fn run<'a>(&'a mut self, daemon: &'a mut (dyn Any + Send), _: Option<AnyEvent>, ctx: &'a Context) -> Run<'a> {
        let run = self.handler.call(typed(daemon), ctx);
        Box::pin(async move { run.await.into_result() })
    }
}

impl<D: Send + 'static, S: Send + 'static, F> GivenHandler for TickWith<D, S, F>
where
    F: for<'a> TickedWith<'a, D, S>,
{
    fn run<'a>(&'a mut self, daemon: &'a mut (dyn Any + Send), _: Option<AnyEvent>, ctx: &'a Context) -> Run<'a> {
        let run = self.handler.call(typed(daemon), &mut self.state, ctx);
        Box::pin(async move { run.await.into_result() })
    }
}

impl<D: Send + 'static, E: Event, F> GivenHandler for Hear<D, E, F>
where
    F: for<'a> Heard<'a, D, E>,
{
    fn run<'a>(&'a mut self, daemon: &'a mut (dyn Any + Send), heard: Option<AnyEvent>, ctx: &'a Context) -> Run<'a> {
        let handler = self.handler;
        Box::pin(async move {
            let event = event::<E>(heard);
            handler.call(typed::<D>(daemon), &event, ctx).await.into_result()
        })
    }
}

impl<D: Send + 'static, S: Send + 'static, E: Event, F> GivenHandler for HearWith<D, S, E, F>
where
    F: for<'a> HeardWith<'a, D, S, E>,
{
    fn run<'a>(&'a mut self, daemon: &'a mut (dyn Any + Send), heard: Option<AnyEvent>, ctx: &'a Context) -> Run<'a> {
        let (handler, state) = (self.handler, &mut self.state);
        Box::pin(async move {
            let event = event::<E>(heard);
            handler.call(typed::<D>(daemon), state, &event, ctx).await.into_result()
        })
    }
}

pub(crate) fn ticking<D: Send + 'static>(handler: impl for<'a> Ticked<'a, D>) -> Given {
    Box::new(Tick { handler, types: PhantomData })
}

pub(crate) fn ticking_with<D, S>(state: S, handler: impl for<'a> TickedWith<'a, D, S>) -> Given
where
    D: Send + 'static,
    S: Send + 'static,
{
    Box::new(TickWith { handler, state, types: PhantomData })
}

pub(crate) fn hearing<D, E>(handler: impl for<'a> Heard<'a, D, E>) -> Given
where
    D: Send + 'static,
    E: Event,
{
    Box::new(Hear { handler, types: PhantomData })
}

pub(crate) fn hearing_with<D, S, E>(state: S, handler: impl for<'a> HeardWith<'a, D, S, E>) -> Given
where
    D: Send + 'static,
    S: Send + 'static,
    E: Event,
{
    Box::new(HearWith { handler, state, types: PhantomData })
}
