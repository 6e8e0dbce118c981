//! `#[interval]`

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::scope::Scope;
use super::tokens::duration;
use crate::model::{Interval, Missed, Period};

/// `Handler::interval(…)`
pub(super) fn row(scope: &Scope<'_>, interval: &Interval, name: &str, line: &Literal) -> TokenStream {
    let Scope { private, .. } = scope;
    let timer = &interval.name.text;
    let period = match &interval.period {
        Period::Fixed(time) => {
            let period = duration(time.duration);
            quote!(#private::Interval::fixed(#timer, #period))
        }
        Period::Computed(expression) => {
            let closure = quote_spanned!(expression.span()=> || #expression);
            quote!(#private::Interval::computed(#timer, #closure))
        }
    };
    let options = options(interval, private);
    quote!(#private::Handler::interval(#name, #line, #period #options))
}

fn options(interval: &Interval, private: &TokenStream) -> TokenStream {
    let missed = interval.missed.map(|missed| match missed {
        Missed::Skip => quote!(.missed(#private::Missed::Skip)),
        Missed::Burst => quote!(.missed(#private::Missed::Burst)),
        Missed::Delay => quote!(.missed(#private::Missed::Delay)),
    });
    let jitter = interval.jitter.as_ref().map(|jitter| {
        let most = duration(jitter.duration);
        quote!(.jitter(#most))
    });
    let immediate = interval.immediate.as_ref().filter(|on| on.value()).map(|_| quote!(.immediate()));
    let after_error = interval.after_error.as_ref().map(|pause| {
        let pause = duration(pause.duration);
        quote!(.after_error(#pause))
    });
    quote!(#missed #jitter #immediate #after_error)
}
