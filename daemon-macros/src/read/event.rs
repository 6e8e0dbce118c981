//! `#[derive(Event)]`

use proc_macro2::TokenStream;
use syn::parse::{ParseStream, Parser};
use syn::{Attribute, Generics, Ident, Result, Token, Visibility};

use super::value::Reader;
use crate::crate_path::CratePath;
use crate::diagnostics::pairing;
use crate::model::Event;
use crate::problems::Problems;
use crate::syntax::{Options, Vocabulary};

const EVENT: Vocabulary = Vocabulary { attribute: "event", known: &["topic", "crate"] };

/// Reads a struct, enum or union with `#[derive(Event)]`.
pub(crate) fn event(item: TokenStream, problems: &mut Problems) -> Result<Event> {
    let (attributes, ident, generics) = head.parse2(item)?;
    let mut event = Event { krate: CratePath::default(), ident, generics, topic: None };
    let mut attributes = attributes.iter().filter(|attribute| attribute.path().is_ident("event"));
    if let Some(first) = attributes.next() {
        read_options(first, &mut event, problems);
        for again in attributes {
            problems.report(pairing::event_attribute_twice(again, first));
        }
    }
    Ok(event)
}

/// Only the head matters: an event's fields are its own business.
fn head(input: ParseStream<'_>) -> Result<(Vec<Attribute>, Ident, Generics)> {
    let attributes = input.call(Attribute::parse_outer)?;
    input.parse::<Visibility>()?;
    input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
    let ident = input.parse()?;
    let mut generics: Generics = input.parse()?;
    while !input.is_empty() {
        if input.peek(Token![where]) {
            generics.where_clause = input.parse()?;
        } else {
            input.parse::<proc_macro2::TokenTree>()?;
        }
    }
    Ok((attributes, ident, generics))
}

fn read_options(attribute: &Attribute, event: &mut Event, problems: &mut Problems) {
    let mut options = Options::of(attribute, problems);
    let mut reader = Reader { options: &mut options, problems };
    event.krate = reader.crate_path().unwrap_or_default();
    event.topic = reader.topic("topic");
    options.finish(&EVENT, problems);
}
