//! What `#[daemon]` stands on.

use proc_macro2::{Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Generics, Ident, ItemStruct, Result, Token, Visibility};

use super::Block;

/// The item below `#[daemon]`.
pub(crate) enum Item {
    Struct(Box<ItemStruct>),
    Block(Box<Block>),
    /// An enum or union: not a daemon, but the user means it to be one.
    OtherType {
        keyword: Ident,
        ident: Ident,
        generics: Generics,
    },
    /// A function, trait, module…, by its first word.
    Other(Span),
}

impl Item {
    pub(crate) fn parse(tokens: TokenStream) -> Result<Self> {
        Self::read.parse2(tokens)
    }

    fn read(input: ParseStream<'_>) -> Result<Self> {
        let ahead = input.fork();
        Attribute::parse_outer(&ahead)?;
        Visibility::parse(&ahead)?;
        if ahead.peek(Token![struct]) {
            return input.parse().map(Box::new).map(Self::Struct);
        }
        let keyword = if ahead.peek(Token![enum]) { "enum" } else { "union" };
        if let Some((ident, generics)) = other_type(&ahead) {
            let keyword = Ident::new(keyword, ident.span());
            rest(input)?;
            return Ok(Self::OtherType { keyword, ident, generics });
        }
        if begins_impl(input) {
            return input.parse().map(Box::new).map(Self::Block);
        }
        rest(input)?;
        Ok(Self::Other(ahead.span()))
    }
}

/// The head of an `enum` or `union`.
fn other_type(input: ParseStream<'_>) -> Option<(Ident, Generics)> {
    if !(input.peek(Token![enum]) || input.peek(Token![union]) && input.peek2(Ident)) {
        return None;
    }
    input.call(syn::ext::IdentExt::parse_any).map(|_: Ident| ()).ok()?;
    Some((input.parse().ok()?, input.parse().ok()?))
}

fn begins_impl(input: ParseStream<'_>) -> bool {
    let ahead = input.fork();
    let before = || -> Result<()> {
        Attribute::parse_outer(&ahead)?;
        ahead.parse::<Option<Token![default]>>()?;
        ahead.parse::<Option<Token![unsafe]>>()?;
        Ok(())
    };
    before().is_ok() && ahead.peek(Token![impl])
}

fn rest(input: ParseStream<'_>) -> Result<TokenStream> {
    TokenStream::parse(input)
}
