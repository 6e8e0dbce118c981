//! `#[message]`: its row, its arm, and its method on the handle.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Generics, Ident};

use super::cfg::attributes;
use super::scope::{Scope, where_clause};
use super::shim::Argument;
use super::tokens::{ends, last_segment, rate, without_self};
use crate::model::{Handler, Message, Method, Priority, Role};
use crate::names;

/// `Handler::message(…)`
pub(super) fn row(scope: &Scope<'_>, method: &Method, message: &Message, name: &str, line: &Literal) -> TokenStream {
    let private = &scope.private;
    let priority = priority(message.priority, private);
    let throttle = message.throttle.map(|most| rate(most, private)).map(|most| quote!(.throttle(#most)));
    let remote = message.remote.then(|| remote(scope, method, message));
    quote!(#private::Handler::message(#name, #line) #throttle #priority #remote)
}

/// `.remote(…)`: how it is asked for by name.
fn remote(scope: &Scope<'_>, method: &Method, message: &Message) -> TokenStream {
    let Scope { private, block, .. } = scope;
    let names = message.arguments.iter().map(|argument| argument.name.unraw().to_string());
    let (request, given) = (names::generated("request"), names::generated("arguments"));
    let read = message.arguments.iter().map(|argument| {
        let ty = without_self(&argument.ty, &block.self_ty);
        quote!(#given.read::<#ty>()?,)
    });
    let returned = returned(scope, method);
    let ask = format_ident!("{}", if returns_result(method) { "try_ask" } else { "ask" });
    quote! {
        .remote(#private::Remote::new(
            &[#(#names),*],
            |#request| #request.#ask::<_, #returned>(|#given| ::core::result::Result::Ok((#(#read)*))),
        ))
    }
}

fn returned(scope: &Scope<'_>, method: &Method) -> TokenStream {
    method.output.as_ref().map_or_else(|| quote!(()), |output| without_self(output, &scope.block.self_ty))
}

/// `.priority(…)`; nothing where it is normal.
pub(super) fn priority(priority: Option<Priority>, private: &TokenStream) -> Option<TokenStream> {
    let word = word(priority)?;
    Some(quote!(.priority(#private::Priority::#word)))
}

fn word(priority: Option<Priority>) -> Option<Ident> {
    let word = match priority? {
        Priority::Normal => return None,
        Priority::Low => "Low",
        Priority::High => "High",
        Priority::Critical => "Critical",
    };
    Some(format_ident!("{word}"))
}

/// What is sent, on its way into the method.
pub(super) fn argument(scope: &Scope<'_>, message: &Message) -> Argument {
    let types = message.arguments.iter().map(|argument| without_self(&argument.ty, &scope.block.self_ty));
    let (parameters, names) = (passed(message), passed(message));
    Argument { parameter: quote!(#(#parameters: #types,)*), passed: quote!(#(#names,)*) }
}

/// The names that what is sent has between the letter and the method.
fn passed(message: &Message) -> impl Iterator<Item = Ident> {
    (0..message.arguments.len()).map(|place| names::generated(&format!("argument_{place}")))
}

/// The arm's code: takes what is sent out of the letter, calls the method with it, and answers with what that returns.
pub(super) fn answer(
    scope: &Scope<'_>,
    method: &Method,
    message: &Message,
    letter: &Ident,
    call: impl FnOnce(Option<&TokenStream>) -> TokenStream,
) -> TokenStream {
    let (arguments, passed_on) = (passed(message), passed(message));
    let reply = names::generated("reply");
    let passed = (!message.arguments.is_empty()).then(|| quote!(#(#passed_on),*));
    let call = call(passed.as_ref());
    // An error that nobody hears is told of by whom it is.
    let ctx = &scope.ctx;
    let send = if returns_result(method) { quote!(send_result(#ctx, #call)) } else { quote!(send(#call)) };
    let ok = quote!(::core::result::Result::Ok(()));
    // That what is sent can be sent is shown here, and nowhere else.
    let span = message.arguments.first().map_or(method.ident.span(), |first| ends(&first.ty).0);
    let open = quote_spanned!(span=> #letter.take_call());
    quote! {{
        let ::core::option::Option::Some(((#(#arguments,)*), #reply)) = #open else {
            return #ok;
        };
        #reply.#send;
        #ok
    }}
}

/// Told by its spelling, as the context is: an alias of another name is a value like any other.
fn returns_result(method: &Method) -> bool {
    method.output.as_ref().and_then(last_segment).is_some_and(|segment| segment.ident == "Result")
}

/// The type that messages are sent with.
pub(super) fn handle_type(scope: &Scope<'_>) -> TokenStream {
    let private = &scope.private;
    match handle_name(scope) {
        None => quote!(#private::NoMessages),
        Some(name) => {
            let (_, type_generics, _) = scope.block.generics.split_for_impl();
            quote!(#name #type_generics)
        }
    }
}

/// `UserDaemonHandle`; none if there are no messages.
fn handle_name(scope: &Scope<'_>) -> Option<Ident> {
    messages(scope).next()?;
    let daemon = last_segment(&scope.block.self_ty)?;
    Some(format_ident!("{}Handle", daemon.ident.unraw(), span = daemon.ident.span()))
}

fn messages<'a>(scope: &'a Scope<'_>) -> impl Iterator<Item = (&'a Handler, &'a Message)> {
    scope.block.handlers.iter().filter_map(|handler| match &handler.role {
        Role::Message(message) => Some((handler, &**message)),
        _ => None,
    })
}

/// The handle, with a method for each message.
pub(super) fn handle(scope: &Scope<'_>) -> Option<TokenStream> {
    let name = handle_name(scope)?;
    let Scope { private, block, .. } = scope;
    let generics = &block.generics;
    let (impl_generics, type_generics, where_clause) = generics.split_for_impl();
    let parameters = generics.type_params().map(|parameter| &parameter.ident);
    let generic = generics.type_params().next().is_some();
    let phantom = generic.then(|| quote!(, ::core::marker::PhantomData<fn() -> (#(#parameters,)*)>));
    let value = generic.then(|| quote!(, ::core::marker::PhantomData));
    let methods = messages(scope).map(|(handler, message)| method(scope, &handler.method, message));
    let what = "What messages to the daemon are sent with: a method for each of its `#[message]` handlers.";
    Some(quote! {
        #[doc = #what]
        pub struct #name #generics (#private::Address #phantom) #where_clause;

        #[automatically_derived]
        impl #impl_generics ::core::clone::Clone for #name #type_generics #where_clause {
            fn clone(&self) -> Self { Self(::core::clone::Clone::clone(&self.0) #value) }
        }

        #[automatically_derived]
        impl #impl_generics ::core::fmt::Debug for #name #type_generics #where_clause {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(&self.0, f)
            }
        }

        #[automatically_derived]
        impl #impl_generics ::core::convert::From<#private::Address> for #name #type_generics #where_clause {
            fn from(address: #private::Address) -> Self { Self(address #value) }
        }

        // A message that only others ask for, or nobody yet.
        #[allow(dead_code)]
        impl #impl_generics #name #type_generics #where_clause { #(#methods)* }
    })
}

fn method(scope: &Scope<'_>, method: &Method, message: &Message) -> TokenStream {
    let Scope { private, slot, block, .. } = scope;
    let Message { visibility, docs, arguments, .. } = message;
    let cfgs = attributes(method);
    let ident = &method.ident;
    let name = ident.unraw().to_string();
    let names: Vec<_> = arguments.iter().map(|argument| &argument.name).collect();
    let types: Vec<_> = arguments.iter().map(|argument| without_self(&argument.ty, &block.self_ty)).collect();
    let returned = returned(scope, method);
    let (ask, future) = if returns_result(method) {
        (quote!(#private::TryAsk::new), quote!(<#returned as #private::Attempt>::Asked))
    } else {
        (quote!(#private::Ask::new), quote!(#private::Ask<#returned>))
    };
    let word = word(message.priority).unwrap_or_else(|| format_ident!("Normal"));
    let undocumented = docs.is_empty().then(|| {
        let what = format!("Asks the daemon for `{name}`.");
        quote!(#[doc = #what])
    });
    let any = names::lifetime("any");
    let sent = quote!(for<#any> (#(#types,)*): ::core::marker::Send, for<#any> #returned: ::core::marker::Send);
    let where_clause = where_clause(&Generics::default(), &sent);
    quote! {
        #cfgs
        #(#docs)*
        #undocumented
        #visibility fn #ident(&self, #(#names: #types),*) -> #future #where_clause {
            #ask(&self.0, #slot::#ident as usize, #name, #private::Priority::#word, (#(#names,)*))
        }
    }
}
