//! `#[schedule]`

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::LitStr;

use super::scope::Scope;
use crate::model::{MissedTime, Schedule};

/// `Handler::schedule(…)`
pub(super) fn row(scope: &Scope<'_>, schedule: &Schedule, name: &str, line: &Literal) -> TokenStream {
    let Scope { private, .. } = scope;
    let timer = &schedule.name.text;
    let expression = schedule.expression.value();
    let zone = schedule.zone.as_ref().map_or_else(|| "UTC".to_owned(), LitStr::value);
    let missed = schedule.missed.map(|missed| match missed {
        MissedTime::Once => quote!(.missed(#private::MissedTime::Once)),
        MissedTime::Skip => quote!(.missed(#private::MissedTime::Skip)),
    });
    let timetable = quote!(#private::Timetable::new(#timer, #expression, #zone) #missed);
    quote!(#private::Handler::schedule(#name, #line, #timetable))
}
