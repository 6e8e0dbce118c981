//! What stands in for an expansion after errors: the user's items and the least that other code relies on, so that one
//! mistake is one error and an editor goes on completing.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Generics, Ident};

use super::scope::Scope;
use super::structure::{Target, implement};
use super::{block, serve, slots, state};
use crate::crate_path::CratePath;
use crate::model::{Block, Structure};

/// The struct, a declaration without options but that it has a state, and no registration.
pub(crate) fn stub_structure(structure: &Structure) -> TokenStream {
    let item = &structure.item;
    let declared = declared(&structure.krate, &item.ident, &item.generics);
    let stateful = state::stateful(structure).map(|stateful| structure.krate.scope(stateful));
    quote!(#item #declared #stateful)
}

/// The same for an enum or union that was meant to be a daemon.
pub(crate) fn stub_declared(ident: &Ident, generics: &Generics) -> TokenStream {
    declared(&CratePath::default(), ident, generics)
}

fn declared(krate: &CratePath, ident: &Ident, generics: &Generics) -> TokenStream {
    if generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    let private = krate.private();
    let target = || Target { krate, ident, generics };
    let declared = quote! {
        const NAME: &'static str = "";
        const START_DEPTH: u32 = 0;
        const DECLARATION: #private::Declaration = #private::Declaration::new("", "", #private::Source::new("", 0));
    };
    let from_fields = quote! {
        fn from_fields(_: &#private::Context) -> ::core::result::Result<Self, #private::BoxError> { loop {} }
    };
    let declared = implement(target(), "Declared", &TokenStream::new(), &declared);
    let from_fields = implement(target(), "FromFields", &TokenStream::new(), &from_fields);
    krate.scope(quote!(#declared #from_fields))
}

/// The block with no handlers, and an `init` that promises everything.
pub(crate) fn stub_block(model: &Block) -> TokenStream {
    let empty = Block {
        can_be_daemon: model.can_be_daemon,
        krate: model.krate.clone(),
        item: model.item.clone(),
        generics: model.generics.clone(),
        self_ty: model.self_ty.clone(),
        handlers: Vec::new(),
        inits: Vec::new(),
        runs: Vec::new(),
        cleanups: Vec::new(),
    };
    let scope = Scope::new(&empty);
    let Scope { private, lifetime, .. } = &scope;
    let item = &empty.item;
    let slots = slots::slots(&scope);
    let slot = &scope.slot;
    let serve = serve::serve(&scope);
    let body = quote! {
        type Handlers = #slot;
        type Handle = #private::NoMessages;
        const HANDLERS: &'static [#private::Handler] = &[];
        const HOOKS: #private::Hooks = #private::Hooks::new().run("", 0);
        async fn init(_: &#private::Context) -> ::core::result::Result<Self, #private::BoxError> { loop {} }
        async fn handle<#lifetime>(
            &#lifetime mut self,
            _: &#lifetime mut #private::Letter,
            _: &#lifetime #private::Context,
        ) -> ::core::result::Result<(), #private::BoxError> { loop {} }
        #serve
    };
    let daemon = scope.implement("Daemon", &TokenStream::new(), &body);
    let import = empty.krate.import();
    let hidden = block::hidden(&quote!(#import #slots #daemon));
    quote!(#item #hidden)
}
