//! Where `tracing` hands over what is logged.

use std::borrow::Cow;
use std::sync::{Arc, Weak};

use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id};
use tracing::subscriber::Interest;
use tracing::{Event, Level, Metadata, Subscriber, field};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, Filter};
use tracing_subscriber::registry::LookupSpan;

use super::line::Said;
use super::shelf::Which;
use super::{LogLine, Logs};
use crate::clock::of_day;
use crate::span::{InHand, introduced, is_of_generation};

/// Keeps what is logged of a daemon.
pub(super) struct Recorder(pub(super) Logs);

/// Says what may be of interest to a [`Recorder`]: spans of generations and inside of them, and events of a level that one of
/// the daemons has.
/// Whose event it is, and so whether it is kept, is seen when it is there.
pub(super) struct Gate(pub(super) Logs);

/// Kept with the span of a generation.
struct Owner {
    daemon: Arc<str>,
    which: Which,
    in_hand: Option<Weak<dyn InHand>>,
}

impl Gate {
    /// The most that is of interest, of spans: those of generations are of the level INFO.
    fn most_of_spans(&self) -> Level {
        self.0.0.most().max(Level::INFO)
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Filter<S> for Gate {
    fn enabled(&self, metadata: &Metadata<'_>, context: &Context<'_, S>) -> bool {
        if !metadata.is_span() {
            return *metadata.level() <= self.0.0.most();
        }
        // One inside a generation leads to it also where nothing but it is entered: in a task of its own, or a thread.
        let is_inside = || is_of_generation(metadata) || context.lookup_current().is_some();
        *metadata.level() <= self.most_of_spans() && is_inside()
    }

    fn callsite_enabled(&self, metadata: &'static Metadata<'static>) -> Interest {
        if metadata.is_span() {
            return match *metadata.level() <= self.most_of_spans() {
                true if is_of_generation(metadata) => Interest::always(),
                true => Interest::sometimes(),
                false => Interest::never(),
            };
        }
        if *metadata.level() <= self.0.0.least() {
            Interest::always()
        } else if *metadata.level() <= self.0.0.most() {
            Interest::sometimes()
        } else {
            // A line that is of interest to nobody costs one load. A place that is reached for the first time in its life at
            // the very moment at which a level is raised may be told this just before, and enter the list of those that are
            // asked again just after. It is asked at the next change, and there may be none: `Logs::set_level` says so.
            Interest::never()
        }
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::from_level(self.most_of_spans()))
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if !is_of_generation(attributes.metadata()) {
            return;
        }
        let mut said = Whose::default();
        attributes.record(&mut said);
        let Whose { daemon, generation } = said;
        let in_hand = introduced();
        let unit = in_hand.as_ref().and_then(Weak::upgrade).map_or(0, |whose| whose.unit());
        let which = Which { unit, generation };
        let daemon = self.0.0.begin(&daemon, which);
        if let Some(span) = context.span(id) {
            span.extensions_mut().replace(Owner { daemon, which, in_hand });
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let around = around(event, &context);
        let mut said = Said::by(metadata);
        let is_kept = |daemon: &str| *metadata.level() <= self.0.0.level_of(daemon);
        // Unless it names somebody, it is known before anything is formatted whether it is kept.
        if !said.may_name(metadata) && !around.as_ref().is_some_and(|around| is_kept(&around.daemon)) {
            return;
        }
        event.record(&mut said);
        let handler = said.handler.map(Cow::Owned);
        let (daemon, generation, unit, handler) = match (said.daemon, around) {
            // The runtime names whom it speaks of, and may find out anywhere: in the handler of a publisher, say.
            (Some(daemon), _) => (Arc::from(daemon), said.generation, 0, handler),
            (None, Some(around)) => {
                let Which { unit, generation } = around.which;
                (around.daemon, Some(generation), unit, handler.or(around.handler.map(Cow::Borrowed)))
            }
            (None, None) => return,
        };
        if !is_kept(&daemon) {
            return;
        }
        self.0.0.record(LogLine {
            number: 0,
            at: of_day(),
            level: *metadata.level(),
            target: metadata.target(),
            daemon,
            generation,
            unit,
            handler,
            message: said.message,
            fields: said.fields,
        });
    }
}

/// In whose span something is logged.
struct Around {
    daemon: Arc<str>,
    which: Which,
    handler: Option<&'static str>,
}

fn around<S: Subscriber + for<'a> LookupSpan<'a>>(event: &Event<'_>, context: &Context<'_, S>) -> Option<Around> {
    let (daemon, which, in_hand) = context.event_scope(event)?.find_map(|span| {
        let extensions = span.extensions();
        let owner = extensions.get::<Owner>()?;
        Some((Arc::clone(&owner.daemon), owner.which, owner.in_hand.clone()))
    })?;
    let handler = in_hand.and_then(|whose| whose.upgrade()).and_then(|whose| whose.handler());
    Some(Around { daemon, which, handler })
}

/// The fields of a span of a generation.
#[derive(Default)]
struct Whose {
    daemon: String,
    generation: u64,
}

impl field::Visit for Whose {
    fn record_debug(&mut self, field: &field::Field, value: &dyn std::fmt::Debug) {
        if field.name() == "daemon" {
            self.daemon = format!("{value:?}");
        }
    }

    fn record_u64(&mut self, field: &field::Field, value: u64) {
        if field.name() == "generation" {
            self.generation = value;
        }
    }
}
