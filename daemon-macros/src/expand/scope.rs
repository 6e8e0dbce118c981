//! What every part of an impl block's expansion refers to.

use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, Ident, Lifetime, LifetimeParam, parse_quote};

use crate::model::{Access, Block, Handler, Method};
use crate::names;

/// The block, and the names that its parts share.
pub(super) struct Scope<'a> {
    pub(super) block: &'a Block,
    /// `::daemon_core::__private`
    pub(super) private: TokenStream,
    /// The enum of what waits in the mailbox.
    pub(super) mail: Ident,
    /// The enum of the handlers' places in the table.
    pub(super) slot: Ident,
    pub(super) ctx: Ident,
    pub(super) lifetime: Lifetime,
}

impl<'a> Scope<'a> {
    pub(super) fn new(block: &'a Block) -> Self {
        Self {
            block,
            private: block.krate.private(),
            mail: names::generated("mail"),
            slot: names::generated("slot"),
            ctx: names::generated("ctx"),
            lifetime: names::lifetime(),
        }
    }

    /// `mail<T>`, the enum with the block's generics.
    pub(super) fn mail_type(&self) -> TokenStream {
        let mail = &self.mail;
        let (_, type_generics, _) = self.block.generics.split_for_impl();
        quote!(#mail #type_generics)
    }

    /// `impl<T> Trait for X where …`, at the name of the type, with `more` after the block's own bounds.
    pub(super) fn implement(&self, trait_: &str, more: &TokenStream, body: &TokenStream) -> TokenStream {
        let private = &self.private;
        let self_ty = &self.block.self_ty;
        let span = self_ty.span();
        let trait_ = Ident::new(trait_, span);
        let (impl_generics, _, _) = self.block.generics.split_for_impl();
        let where_clause = where_clause(&self.block.generics, more);
        let head = quote_spanned!(span=> impl #impl_generics #private::#trait_ for #self_ty #where_clause);
        quote!(#[automatically_derived] #head { #body })
    }

    /// The block's generics with the lifetime of the borrowed daemon before them.
    pub(super) fn generics_of_call(&self) -> Generics {
        let mut generics = self.block.generics.clone();
        generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(self.lifetime.clone())));
        generics
    }

    /// Whether some handlers may run while others do, or while `#[run]` does.
    pub(super) fn is_shared(&self) -> bool {
        self.sharing().next().is_some() || self.block.runs.iter().any(|run| run.receiver.access == Access::Shared)
    }

    fn sharing(&self) -> impl Iterator<Item = &'a Method> {
        let handlers = &self.block.handlers;
        handlers.iter().filter(|handler| handler.concurrent.is_some()).map(|handler: &Handler| &handler.method)
    }

    /// The first receiver that makes the daemon be shared between threads.
    ///
    /// Everything that relies on `Sync` is generated at this one place, so that the compiler says it once.
    pub(super) fn shared_at(&self) -> Option<Span> {
        let Block { handlers, inits, runs, cleanups, .. } = self.block;
        let hooks = inits.iter().chain(runs).chain(cleanups);
        let methods = handlers.iter().map(|handler| &handler.method).chain(hooks);
        methods.filter(|method| method.needs_sync()).chain(self.sharing()).chain(runs).map(|m| m.receiver.span).next()
    }

    /// Where the call of `method` is: at the receivers for what relies on `Sync`, in the macro otherwise.
    pub(super) fn call_site(&self, method: &Method) -> Span {
        self.shared_at().filter(|_| method.needs_sync()).unwrap_or_else(Span::call_site)
    }

    /// `for<'_> X: Shareable`: assumed where it is written, to be shown where that is used.
    pub(super) fn shareable(&self) -> TokenStream {
        let private = &self.private;
        let self_ty = &self.block.self_ty;
        let unused = names::generated("any");
        let unused = Lifetime { apostrophe: unused.span(), ident: unused };
        quote!(for<#unused> #self_ty: #private::Shareable)
    }
}

/// The where clause of `generics`, and `more`.
pub(super) fn where_clause(generics: &Generics, more: &TokenStream) -> TokenStream {
    let own = generics.where_clause.as_ref().map(|clause| &clause.predicates);
    let comma = own.filter(|predicates| !predicates.empty_or_trailing()).map(|_| -> syn::Token![,] { parse_quote!(,) });
    quote!(where #own #comma #more)
}
