//! An attribute where it has no meaning.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, Error, Generics, Ident, Lifetime, Type};

use super::{error, error_at};

/// Without `#[daemon]` around it a handler attribute would be nothing, and the handler would silently never run.
pub(crate) fn marker_outside_daemon_impl(attribute: &str) -> Error {
    error_at(
        Span::call_site(),
        format!("`#[{attribute}]` stands outside a `#[daemon] impl` block"),
        "write `#[daemon]` above the `impl` block that this method is in",
    )
}

/// A handler attribute marks methods; a constant or a type in the block cannot be run.
pub(crate) fn marker_on_something_else(attribute: &Attribute, name: &Ident) -> Error {
    error(
        attribute,
        format!("`#[{name}]` belongs on a method"),
        format!("move it to a method of this block, or remove `#[{name}]`"),
    )
}

/// A daemon is a struct and its handlers; a function, trait or module is neither.
pub(crate) fn daemon_on_something_else(item: Span) -> Error {
    error_at(
        item,
        "`#[daemon]` belongs on a struct or on its `impl` block",
        "put the state into a struct and the code into methods: `#[daemon] struct X`, `#[daemon] impl X`",
    )
}

/// The fields of a daemon are filled in one by one; an enum's or a union's cannot be.
pub(crate) fn daemon_on_other_type(keyword: &Ident, ident: &Ident) -> Error {
    let article = if keyword == "enum" { "an" } else { "a" };
    error(
        ident,
        format!("a daemon is a struct, and `{ident}` is {article} {keyword}"),
        format!("keep the {keyword} in a field: `#[daemon] struct X {{ state: {ident} }}`"),
    )
}

/// Handlers are the daemon's own methods; a trait's methods keep the signatures that the trait gives them.
pub(crate) fn daemon_on_trait_impl(trait_: impl ToTokens, self_ty: &Type) -> Error {
    error(
        trait_,
        "`#[daemon]` belongs on the daemon's own `impl` block, not on that of a trait",
        format!("write `#[daemon] impl {}` and let its handlers call the trait", self_ty.to_token_stream()),
    )
}

/// `impl dyn Trait` is one block for many types, none of them known here.
pub(crate) fn daemon_on_trait_object(self_ty: &Type) -> Error {
    error(self_ty, "a daemon is a struct", "write `#[daemon] impl X`, where `X` is the struct with `#[daemon]`")
}

/// One place for a daemon's options: the struct. The block is only told where the crate is.
pub(crate) fn struct_option_on_impl(key: &Ident) -> Error {
    error(
        key,
        format!("`{key}` belongs on the struct"),
        format!("move it to the `#[daemon({key} …)]` above the struct"),
    )
}

/// `cfg_attr` on a method reaches `#[daemon]` before the compiler has decided it, so its content cannot be known.
pub(crate) fn cfg_attr_on_method(attribute: &Attribute, inner: &str) -> Error {
    error(
        attribute,
        format!("`#[{inner}]` cannot come from a `cfg_attr` here"),
        format!("write `#[cfg(…)]` and `#[{inner}]` on a method of their own"),
    )
}

/// What is generated for a method is compiled when the method is, so its `cfg` must be known too.
pub(crate) fn cfg_in_cfg_attr(attribute: &Attribute) -> Error {
    error(
        attribute,
        "`#[cfg]` cannot come from a `cfg_attr` here",
        "write both conditions into one `#[cfg(all(…, …))]`",
    )
}

/// The same for fields: whether the field is a resource must be known now.
pub(crate) fn cfg_attr_on_field(attribute: &Attribute, inner: &str) -> Error {
    error(
        attribute,
        format!("`#[{inner}]` cannot come from a `cfg_attr` here"),
        "write the field twice, each with its own `#[cfg(…)]`",
    )
}

/// What is linked in at compile time is one type; a generic struct is none until somebody chooses its parameters.
pub(crate) fn generic_daemon_registered(generics: &Generics, ident: &Ident) -> Error {
    error(
        &generics.params,
        format!("`{ident}` is generic, so it cannot be registered at link time"),
        format!("write `#[daemon(register = false)]` and add it with `App::with::<{ident}<…>>()`"),
    )
}

/// A daemon lives as long as the app and moves between threads; it can borrow from nobody.
pub(crate) fn borrowing_daemon(lifetime: &Lifetime) -> Error {
    error(lifetime, "a daemon cannot borrow: it outlives whoever starts it", "own the data, or share it in an `Arc`")
}
