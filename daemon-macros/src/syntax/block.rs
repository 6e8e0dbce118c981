//! An impl block, its bodies unread.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Generics, Lifetime, Result, Token, Type, WhereClause, braced, token};

use super::Member;

/// An impl block.
pub(crate) struct Block {
    attributes: Vec<Attribute>,
    /// `unsafe`, `default`, for rustc to judge.
    before_impl: TokenStream,
    impl_token: Token![impl],
    pub(crate) generics: Generics,
    /// The trait, and the `for` after it.
    pub(crate) trait_: Option<(TokenStream, Token![for])>,
    pub(crate) self_ty: Type,
    brace: token::Brace,
    inner_attributes: Vec<Attribute>,
    pub(crate) members: Vec<Member>,
}

impl Parse for Block {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let default = input.parse::<Option<Token![default]>>()?;
        let unsafety = input.parse::<Option<Token![unsafe]>>()?;
        let impl_token = input.parse()?;
        let mut generics: Generics = if begins_generics(input) { input.parse()? } else { Generics::default() };
        let negative = input.parse::<Option<Token![!]>>()?;
        let first: Type = input.parse()?;
        let (trait_, self_ty) = match input.parse::<Option<Token![for]>>()? {
            Some(for_) => (Some((quote!(#negative #first), for_)), input.parse()?),
            None => (None, first),
        };
        generics.where_clause = input.parse::<Option<WhereClause>>()?;
        let content;
        let brace = braced!(content in input);
        let inner_attributes = content.call(Attribute::parse_inner)?;
        let mut members = Vec::new();
        while !content.is_empty() {
            members.push(content.parse()?);
        }
        let before_impl = quote!(#default #unsafety);
        Ok(Self { attributes, before_impl, impl_token, generics, trait_, self_ty, brace, inner_attributes, members })
    }
}

/// `impl<T> X`, not `impl <T as Trait>::X`.
fn begins_generics(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    if ahead.parse::<Token![<]>().is_err() {
        return false;
    }
    ahead.peek(Token![>])
        || ahead.peek(Token![#])
        || ahead.peek(Token![const])
        || ahead.peek(Lifetime)
        || ahead.peek(syn::Ident)
            && (ahead.peek2(Token![:]) && !ahead.peek2(Token![::])
                || ahead.peek2(Token![,])
                || ahead.peek2(Token![>])
                || ahead.peek2(Token![=]))
}

impl ToTokens for Block {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self { attributes, before_impl, impl_token, generics, self_ty, .. } = self;
        let (trait_, for_) = self.trait_.as_ref().map(|(trait_, for_)| (trait_, for_)).unzip();
        let where_clause = &generics.where_clause;
        tokens.extend(quote! {
            #(#attributes)* #before_impl #impl_token #generics #trait_ #for_ #self_ty #where_clause
        });
        self.brace.surround(tokens, |inside| {
            inside.extend(self.inner_attributes.iter().map(ToTokens::to_token_stream));
            inside.extend(self.members.iter().map(ToTokens::to_token_stream));
        });
    }
}
