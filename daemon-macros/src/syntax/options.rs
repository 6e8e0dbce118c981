//! What stands between the parentheses of an attribute: `"5s", immediate, mailbox(capacity = 8)`.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{Attribute, Expr, Ident, Meta, Result, Token, Type, parenthesized, token};

use crate::diagnostics::{argument, pairing};
use crate::problems::Problems;

/// The options of one attribute, in order. Readers take out what they know; [`finish`](Options::finish) reports the rest.
pub(crate) struct Options {
    entries: Vec<Entry>,
    /// Something could not be read, so what is missing may have been there.
    incomplete: bool,
}

/// One of them.
pub(crate) enum Entry {
    /// `"5s"`, `data::DataDaemon`
    Bare(Value),
    /// `immediate`, `name = "x"`, `profiles("full")`
    Named(Named),
}

/// An option with its name.
pub(crate) struct Named {
    pub(crate) key: Ident,
    pub(crate) form: Form,
}

/// What follows an option's name.
pub(crate) enum Form {
    Flag,
    Value(Value),
    List(Options),
}

/// A literal, path, type or expression, not yet read as any of them.
pub(crate) struct Value {
    pub(crate) tokens: TokenStream,
}

/// The options that an attribute knows.
pub(crate) struct Vocabulary {
    /// The attribute's name, for messages.
    pub(crate) attribute: &'static str,
    pub(crate) known: &'static [&'static str],
}

impl Options {
    /// The options of `attribute`; none if it has no parentheses.
    pub(crate) fn of(attribute: &Attribute, problems: &mut Problems) -> Self {
        match &attribute.meta {
            Meta::Path(_) => Self { entries: Vec::new(), incomplete: false },
            Meta::List(list) => Self::parse(list.tokens.clone(), problems),
            Meta::NameValue(pair) => {
                problems.report(argument::equals_instead_of_parentheses(attribute, &pair.value));
                Self { entries: Vec::new(), incomplete: true }
            }
        }
    }

    /// Reads what it can; the first thing that cannot be read is reported and ends the list.
    pub(crate) fn parse(tokens: TokenStream, problems: &mut Problems) -> Self {
        let mut entries = Vec::new();
        let read = |input: ParseStream<'_>| -> Result<()> {
            while !input.is_empty() {
                entries.push(input.parse()?);
                if !input.is_empty() && input.parse::<Token![,]>().is_err() {
                    return Err(argument::comma_missing(&input.parse()?));
                }
            }
            Ok(())
        };
        let incomplete = problems.keep(read.parse2(tokens)).is_none();
        Self { entries, incomplete }
    }

    /// Whether nothing was written.
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty() && !self.incomplete
    }

    /// Whether all of it could be read, so that what is not there is missing.
    pub(crate) fn is_whole(&self) -> bool {
        !self.incomplete
    }

    /// Takes `key` out. A second one is reported.
    pub(crate) fn take(&mut self, key: &str, problems: &mut Problems) -> Option<Named> {
        let is_key = |entry: &mut Entry| matches!(entry, Entry::Named(named) if named.key == key);
        let mut found = self.entries.extract_if(.., is_key).filter_map(|entry| match entry {
            Entry::Named(named) => Some(named),
            Entry::Bare(_) => None,
        });
        let first = found.next()?;
        for again in found {
            problems.report(pairing::option_twice(&again.key, &first.key));
        }
        Some(first)
    }

    /// Takes the first entry out if it is a value without a name.
    pub(crate) fn take_bare(&mut self) -> Option<Value> {
        match self.entries.first()? {
            Entry::Bare(_) => self.entries.remove(0).into_value(),
            Entry::Named(_) => None,
        }
    }

    /// The same, if `wanted` says so.
    pub(crate) fn take_bare_if(&mut self, wanted: impl FnOnce(&Value) -> bool) -> Option<Value> {
        match self.entries.first()? {
            Entry::Bare(value) if wanted(value) => self.take_bare(),
            Entry::Bare(_) | Entry::Named(_) => None,
        }
    }

    /// Whether there is a `key`, in whatever form, or may have been.
    pub(crate) fn may_have(&self, key: &str) -> bool {
        self.incomplete || self.entries.iter().any(|entry| matches!(entry, Entry::Named(named) if named.key == key))
    }

    /// Takes out every option that `vocabulary` has, and gives their names.
    pub(crate) fn take_known(&mut self, vocabulary: &Vocabulary) -> Vec<Ident> {
        let known = |key: &Ident| vocabulary.known.iter().any(|known| key == known);
        let is_known = |entry: &mut Entry| matches!(entry, Entry::Named(named) if known(&named.key));
        let named = |entry| if let Entry::Named(named) = entry { Some(named.key) } else { None };
        self.entries.extract_if(.., is_known).filter_map(named).collect()
    }

    /// Takes the first entry out if it can be a type or a literal.
    pub(crate) fn take_item(&mut self) -> Option<Value> {
        match self.entries.first()? {
            Entry::Bare(_) | Entry::Named(Named { form: Form::Flag, .. }) => self.entries.remove(0).into_value(),
            Entry::Named(_) => None,
        }
    }

    /// The entries of a list such as `depends_on(A, "b")`.
    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    /// Reports everything that nobody has taken.
    pub(crate) fn finish(self, vocabulary: &Vocabulary, problems: &mut Problems) {
        for entry in self.entries {
            problems.report(match entry {
                Entry::Bare(value) => argument::stray_value(&value, vocabulary),
                Entry::Named(named) => argument::unknown_option(&named.key, vocabulary),
            });
        }
    }
}

impl Entry {
    /// As an item of a list: a lone name is a type there.
    pub(crate) fn into_value(self) -> Option<Value> {
        match self {
            Self::Bare(value) => Some(value),
            Self::Named(Named { key, form: Form::Flag }) => Some(Value { tokens: key.into_token_stream() }),
            Self::Named(_) => None,
        }
    }
}

impl Value {
    /// The value as `T`, if all of it is one.
    pub(crate) fn read<T: Parse>(&self) -> Option<T> {
        syn::parse2(self.tokens.clone()).ok()
    }
}

impl ToTokens for Value {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let ahead = input.fork();
        let named = ahead.call(Ident::parse_any).is_ok();
        let flag = ends(&ahead);
        let value = ahead.peek(Token![=]) && !ahead.peek(Token![==]);
        let list = ahead.peek(token::Paren) && { ahead.parse::<TokenTree>().is_ok() && ends(&ahead) };
        if !(named && (flag || value || list)) {
            return input.parse().map(Self::Bare);
        }
        let key = input.call(Ident::parse_any)?;
        let form = if flag {
            Form::Flag
        } else if value {
            input.parse::<Token![=]>()?;
            if ends(input) {
                return Err(argument::value_missing_after_equals(&key));
            }
            Form::Value(input.parse()?)
        } else {
            let content;
            parenthesized!(content in input);
            let entries = content.parse_terminated(Self::parse, Token![,])?.into_iter().collect();
            Form::List(Options { entries, incomplete: false })
        };
        Ok(Self::Named(Named { key, form }))
    }
}

impl Parse for Value {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let ahead = input.fork();
        // A fragment that a `macro_rules!` macro was given is a whole, whatever is in it.
        if ahead.peek(token::Group) && ahead.parse::<TokenTree>().is_ok() && ends(&ahead) {
            return input.parse::<TokenTree>().map(|group| Self { tokens: group.into() });
        }
        // A type first: `HashMap<A, B>` is one, while as an expression it ends at the comma.
        let ahead = input.fork();
        if ahead.parse::<Type>().is_ok() && ends(&ahead) {
            return input.parse::<Type>().map(|ty| Self { tokens: ty.into_token_stream() });
        }
        input.parse::<Expr>().map(|expr| Self { tokens: expr.into_token_stream() })
    }
}

/// Nothing more before the next comma.
fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}
