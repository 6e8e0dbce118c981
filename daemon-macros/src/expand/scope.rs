//! What every part of an impl block's expansion refers to.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Generics, Ident, Lifetime, LifetimeParam};

use crate::model::{Access, Block, Method};
use crate::names;

/// The block, and the names that its parts share.
pub(super) struct Scope<'a> {
    pub(super) block: &'a Block,
    /// `::daemon_core::__private`
    pub(super) private: TokenStream,
    /// The enum of the handlers' places in the table.
    pub(super) slot: Ident,
    pub(super) ctx: Ident,
    /// `self`
    pub(super) this: TokenStream,
    pub(super) lifetime: Lifetime,
    /// Where the calls of the user's methods are: at the first receiver that makes the daemon be shared between
    /// threads, so that everything that relies on `Sync` is at one place and the compiler says it once.
    pub(super) span: Span,
    /// Whether there is such a receiver.
    pub(super) needs_sync: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn new(block: &'a Block) -> Self {
        let shared_at = shared_at(block);
        let span = shared_at.unwrap_or_else(Span::call_site);
        Self {
            block,
            private: block.krate.private(),
            slot: names::generated("slot"),
            ctx: names::generated_at("ctx", span),
            this: quote_spanned!(span=> self),
            lifetime: names::lifetime("borrow"),
            span,
            needs_sync: shared_at.is_some(),
        }
    }

    /// `::daemon_core::__private`, for code that a mistake may be reported at.
    pub(super) fn at(&self, span: Span) -> TokenStream {
        self.block.krate.private_at(span)
    }

    /// `impl<T> Trait for X where …`, at the name of the type, with `more` after the block's own bounds.
    pub(super) fn implement(&self, trait_: &str, more: &TokenStream, body: &TokenStream) -> TokenStream {
        let trait_ = Ident::new(trait_, self.block.self_ty.span());
        self.implement_trait(&trait_, more, body)
    }

    /// The same for `Trait<slot>`: of which each block has its own.
    pub(super) fn implement_of_handlers(&self, trait_: &str, more: &TokenStream, body: &TokenStream) -> TokenStream {
        let span = self.block.self_ty.span();
        let trait_ = Ident::new(trait_, span);
        let slot = &self.slot;
        self.implement_trait(&quote_spanned!(span=> #trait_<#slot>), more, body)
    }

    fn implement_trait(&self, trait_: &impl ToTokens, more: &TokenStream, body: &TokenStream) -> TokenStream {
        let self_ty = &self.block.self_ty;
        let span = self_ty.span();
        let private = self.at(span);
        let (impl_generics, _, _) = self.block.generics.split_for_impl();
        let more = [Some(self.sent()), self.declared(), Some(more.clone())];
        let more = more.into_iter().flatten().filter(|bound| !bound.is_empty());
        let where_clause = where_clause(&self.block.generics, &quote!(#(#more),*));
        quote_spanned! {span=>
            #[automatically_derived]
            impl #impl_generics #private::#trait_ for #self_ty #where_clause { #body }
        }
    }

    /// The block's generics with the lifetime of the borrowed daemon before them.
    pub(super) fn generics_of_call(&self) -> Generics {
        let mut generics = self.block.generics.clone();
        generics.params.insert(0, GenericParam::Lifetime(LifetimeParam::new(self.lifetime.clone())));
        generics
    }

    /// Whether some handlers may run while others do, or while `#[run]` does.
    pub(super) fn is_shared(&self) -> bool {
        sharing(self.block).next().is_some() || self.block.runs.iter().any(|run| run.receiver.access == Access::Shared)
    }

    /// A statement that the daemon can be shared between threads, where that is needed. Whatever else needs it at the same
    /// place adds nothing to the error that this one gives.
    pub(super) fn show_shareable(&self) -> Option<TokenStream> {
        let span = self.span;
        let private = self.at(span);
        self.needs_sync.then(|| quote_spanned!(span=> #private::shareable::<Self>();))
    }

    /// `for<'_> X: Shareable`
    pub(super) fn shareable(&self) -> TokenStream {
        self.assumed("Shareable")
    }

    /// `for<'_> X: Declared`, unless an `#[init]` builds the daemon: without one, its fields are asked for, and that they
    /// are those of a daemon need not be asked for again.
    fn declared(&self) -> Option<TokenStream> {
        let builds = |init: &Method| init.receiver.access == Access::None;
        (!self.block.inits.iter().any(builds)).then(|| self.assumed("Declared"))
    }

    /// That the daemon can be sent to another thread: relied on everywhere, shown once, where the struct is registered.
    pub(super) fn sent(&self) -> TokenStream {
        sent(&self.block.self_ty, &self.block.generics)
    }

    /// A bound that is assumed where it is written, and to be shown where that is used: the `for` delays it.
    fn assumed(&self, bound: &str) -> TokenStream {
        let private = &self.private;
        let self_ty = &self.block.self_ty;
        let unused = names::lifetime("any");
        let bound = Ident::new(bound, Span::call_site());
        quote!(for<#unused> #self_ty: #private::#bound)
    }
}

/// The first receiver that makes the daemon be shared between threads.
fn shared_at(block: &Block) -> Option<Span> {
    let Block { handlers, inits, runs, cleanups, .. } = block;
    let hooks = inits.iter().chain(runs).chain(cleanups);
    let methods = handlers.iter().map(|handler| &handler.method).chain(hooks);
    let shared_run = runs.iter().filter(|run| run.receiver.access == Access::Shared);
    let sharing = methods.filter(|method| method.needs_sync()).chain(sharing(block)).chain(shared_run);
    sharing.map(|method| method.receiver.span).next()
}

fn sharing(block: &Block) -> impl Iterator<Item = &Method> {
    block.handlers.iter().filter(|handler| handler.concurrent.is_some()).map(|handler| &handler.method)
}

/// `for<'_> X: Send`, or, where it depends on parameters, `X<T>: Send + 'static`.
pub(super) fn sent(daemon: &impl ToTokens, generics: &Generics) -> TokenStream {
    if generics.params.is_empty() {
        let unused = names::lifetime("any");
        return quote!(for<#unused> #daemon: ::core::marker::Send);
    }
    quote!(#daemon: ::core::marker::Send + 'static)
}

/// The where clause of `generics`, and `more`.
pub(super) fn where_clause(generics: &Generics, more: &TokenStream) -> TokenStream {
    let own = generics.where_clause.as_ref().map(|clause| &clause.predicates);
    let own = own.filter(|predicates| !predicates.is_empty());
    let comma = own.filter(|predicates| !predicates.trailing_punct()).map(|_| quote!(,));
    let keyword = (own.is_some() || !more.is_empty()).then(|| quote!(where));
    quote!(#keyword #own #comma #more)
}
