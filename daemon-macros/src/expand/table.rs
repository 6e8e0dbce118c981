//! The constants of `impl Daemon`: the table of handlers, and which hooks there are.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::ext::IdentExt;

use super::cfg::attributes;
use super::scope::Scope;
use super::{defer, health, interval, message, on_ready, schedule, subscribe};
use crate::model::{Handler, Method, Role};
use crate::names;

/// `const HANDLERS`
pub(super) fn handlers(scope: &Scope<'_>) -> TokenStream {
    let Scope { block, private, .. } = scope;
    let rows = block.handlers.iter().map(|handler| row(scope, handler));
    quote!(const HANDLERS: &'static [#private::Handler] = &[#(#rows),*];)
}

fn row(scope: &Scope<'_>, handler: &Handler) -> TokenStream {
    let Handler { method, role, concurrent } = handler;
    let (name, line) = place(method);
    let row = match role {
        Role::Subscribe(subscription) => subscribe::row(scope, method, subscription, &name, &line),
        Role::Interval(interval) => interval::row(scope, interval, &name, &line),
        Role::Schedule(schedule) => schedule::row(scope, schedule, &name, &line),
        Role::Defer(delay) => defer::row(scope, delay, &name, &line),
        Role::Message(message) => message::row(scope, method, message, &name, &line),
        Role::Health(health) => health::row(scope, health, &name, &line),
        Role::OnReady(source) => on_ready::row(scope, source, &name, &line),
    };
    let cfgs = attributes(method);
    let concurrent = concurrent.map(|most| {
        let most = Literal::u32_unsuffixed(most.value);
        quote!(.concurrent(#most))
    });
    quote!(#cfgs #row #concurrent)
}

/// `const HOOKS`
pub(super) fn hooks(scope: &Scope<'_>) -> TokenStream {
    let Scope { block, private, .. } = scope;
    let hooks = names::generated("hooks");
    let kinds = [("init", &block.inits), ("run", &block.runs), ("cleanup", &block.cleanups)];
    let methods = kinds.iter().flat_map(|(kind, methods)| methods.iter().map(move |method| (kind, method)));
    let steps = methods.map(|(kind, method)| {
        let kind = format_ident!("{kind}");
        let (name, line) = place(method);
        let cfgs = attributes(method);
        quote!(#cfgs let #hooks = #hooks.#kind(#name, #line);)
    });
    quote!(const HOOKS: #private::Hooks = { let #hooks = #private::Hooks::new(); #(#steps)* #hooks };)
}

/// What reports call the method, and its line.
fn place(method: &Method) -> (String, Literal) {
    (method.ident.unraw().to_string(), Literal::usize_unsuffixed(method.line()))
}
