//! The macros as functions from tokens to tokens, without a compiler around them.

#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;
use quote::quote;

use crate::diagnostics::placement;
use crate::problems::Problems;
use crate::syntax::Item;
use crate::{check, expand, read};

/// `#[daemon(arguments)] item`
pub(crate) fn daemon(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut problems = Problems::default();
    match Item::parse(item.clone()) {
        Ok(Item::Struct(item)) => {
            let structure = read::structure(arguments, *item, &mut problems);
            check::structure(&structure, &mut problems);
            finish(&structure, expand::structure, expand::stub_structure, problems)
        }
        Ok(Item::Block(block)) => {
            let block = read::block(arguments, *block, &mut problems);
            check::block(&block, &mut problems);
            if !block.can_be_daemon {
                return finish(&block, expand::item, expand::item, problems);
            }
            finish(&block, expand::block, expand::stub_block, problems)
        }
        Ok(Item::OtherType { keyword, ident, generics }) => {
            let error = placement::daemon_on_other_type(&keyword, &ident).to_compile_error();
            let stub = expand::stub_declared(&ident, &generics);
            quote!(#item #stub #error)
        }
        Ok(Item::Other(at)) => {
            let error = placement::daemon_on_something_else(at).to_compile_error();
            quote!(#item #error)
        }
        Err(error) => {
            let error = error.to_compile_error();
            quote!(#item #error)
        }
    }
}

/// `#[derive(Event)] item`
pub(crate) fn event(item: TokenStream) -> TokenStream {
    let mut problems = Problems::default();
    match read::event(item, &mut problems) {
        // An event's stub is its expansion: a topic that cannot be read is one that is left out.
        Ok(event) => finish(&event, expand::event, expand::event, problems),
        Err(error) => error.to_compile_error(),
    }
}

/// `#[interval]` and the others, expanded only where no `#[daemon]` has taken them away.
pub(crate) fn marker(attribute: &str, item: &TokenStream) -> TokenStream {
    let error = placement::marker_outside_daemon_impl(attribute).to_compile_error();
    quote!(#item #error)
}

/// The expansion, or its stub with all that is wrong.
fn finish<T>(
    model: &T,
    expand: impl FnOnce(&T) -> TokenStream,
    stub: impl FnOnce(&T) -> TokenStream,
    problems: Problems,
) -> TokenStream {
    let expanded = if problems.is_empty() { expand(model) } else { stub(model) };
    let errors = problems.into_tokens();
    quote!(#expanded #errors)
}
