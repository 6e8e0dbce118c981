//! `#[daemon] impl`.

use proc_macro2::TokenStream;
use quote::quote;

use super::scope::Scope;
use super::shim::shim;
use super::{cleanup, dispatch, init, message, run, serve, slots, subscribe, table};
use crate::model::{Block, Role};

/// The user's block, and behind it, out of sight, everything that calls its methods.
pub(crate) fn block(block: &Block) -> TokenStream {
    let scope = Scope::new(block);
    let item = &block.item;
    let parts = [
        slots::slots(&scope),
        message::handle(&scope).unwrap_or_default(),
        shims(&scope),
        init::shims(&scope),
        cleanup::shims(&scope),
        daemon(&scope),
        dispatch::shared(&scope).unwrap_or_default(),
        run::run(&scope),
    ];
    let import = block.krate.import();
    let hidden = hidden(&quote!(#import #(#parts)*));
    quote!(#item #hidden)
}

/// The user's block alone.
pub(crate) fn item(block: &Block) -> TokenStream {
    block.item.clone()
}

/// A scope of its own for the generated items, with the few lints off that they cannot keep to.
pub(super) fn hidden(items: &TokenStream) -> TokenStream {
    quote! {
        // `unreachable_pub`: the enum of the handlers' places must be public because a public trait names it. Its variants
        // are called after the methods, which may be deprecated and hold deprecated types. `crate = self::path` is the
        // user's way to write it. An `async fn` could not promise `Send`.
        #[allow(
            unreachable_pub,
            non_camel_case_types,
            deprecated,
            unused_qualifications,
            clippy::manual_async_fn
        )]
        const _: () = { #items };
    }
}

fn shims(scope: &Scope<'_>) -> TokenStream {
    let shims = scope.block.handlers.iter().map(|handler| {
        let method = &handler.method;
        let (argument, hear) = match &handler.role {
            Role::Subscribe(subscription) => {
                (Some(subscribe::argument(scope, subscription)), subscribe::hear(scope, method, subscription))
            }
            Role::Message(message) => (Some(message::argument(scope, message)), None),
            Role::Interval(_) | Role::Schedule(_) | Role::Defer(_) | Role::OnReady(_) | Role::Health(_) => (None, None),
        };
        let shim = shim(scope, method, argument.as_ref());
        quote!(#hear #shim)
    });
    quote!(#(#shims)*)
}

fn daemon(scope: &Scope<'_>) -> TokenStream {
    let slot = &scope.slot;
    let handle_type = message::handle_type(scope);
    let handlers = table::handlers(scope);
    let hooks = table::hooks(scope);
    let init = init::init(scope);
    let handle = dispatch::handle(scope);
    let cleanup = cleanup::cleanup(scope);
    let serve = serve::serve(scope);
    let body = quote! {
        type Handlers = #slot;
        type Handle = #handle_type;
        #handlers
        #hooks
        #init
        #handle
        #cleanup
        #serve
    };
    scope.implement("Daemon", &TokenStream::new(), &body)
}
