//! What stands inside an impl block.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Result, Signature, Token, Visibility};

/// One item of an impl block.
pub(crate) enum Member {
    Method(Box<Method>),
    /// A constant, a type, a macro call: passed on as it is.
    Other(Vec<Attribute>, TokenStream),
}

/// A method, its body unread.
pub(crate) struct Method {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: Visibility,
    default: Option<Token![default]>,
    pub(crate) signature: Signature,
    body: Group,
}

impl Member {
    pub(crate) fn attributes_mut(&mut self) -> &mut Vec<Attribute> {
        match self {
            Self::Method(method) => &mut method.attributes,
            Self::Other(attributes, _) => attributes,
        }
    }

    /// Whether it is a method that could not be read, one without a body for example.
    pub(crate) fn is_broken_method(&self) -> bool {
        let Self::Other(_, tokens) = self else { return false };
        let words = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
        let tokens: Vec<_> = tokens.clone().into_iter().collect();
        tokens.windows(2).any(|pair| pair.iter().all(words) && pair[0].to_string() == "fn")
    }
}

impl Parse for Member {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let attributes = input.call(Attribute::parse_outer)?;
        let ahead = input.fork();
        match method(&ahead, attributes) {
            Ok(method) => {
                syn::parse::discouraged::Speculative::advance_to(input, &ahead);
                Ok(Self::Method(Box::new(method)))
            }
            // Whatever syn cannot read, rustc has already read: let it pass.
            Err(attributes) => Ok(Self::Other(attributes, other(input)?)),
        }
    }
}

fn method(input: ParseStream<'_>, attributes: Vec<Attribute>) -> std::result::Result<Method, Vec<Attribute>> {
    let read = || -> Result<_> {
        let visibility = input.parse()?;
        let default = input.parse()?;
        let signature = input.parse()?;
        match input.parse()? {
            TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                Ok((visibility, default, signature, body))
            }
            other => Err(syn::Error::new(other.span(), "expected a body")),
        }
    };
    match read() {
        Ok((visibility, default, signature, body)) => Ok(Method { attributes, visibility, default, signature, body }),
        Err(_) => Err(attributes),
    }
}

/// Everything up to the `;`, or to the braces of a macro call or body.
fn other(input: ParseStream<'_>) -> Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut assigned = false;
    while !input.is_empty() {
        let token: TokenTree = input.parse()?;
        let last = match &token {
            TokenTree::Punct(punct) => {
                assigned |= punct.as_char() == '=';
                punct.as_char() == ';'
            }
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace && !assigned,
            _ => false,
        };
        tokens.extend([token]);
        if last {
            break;
        }
    }
    Ok(tokens)
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Method(method) => method.to_tokens(tokens),
            Self::Other(attributes, rest) => {
                tokens.extend(attributes.iter().map(ToTokens::to_token_stream));
                rest.to_tokens(tokens);
            }
        }
    }
}

impl ToTokens for Method {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.attributes.iter().map(ToTokens::to_token_stream));
        self.visibility.to_tokens(tokens);
        self.default.to_tokens(tokens);
        self.signature.to_tokens(tokens);
        self.body.to_tokens(tokens);
    }
}
