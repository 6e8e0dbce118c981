//! `impl Declared`: who the daemon is.

use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::LitStr;
use syn::ext::IdentExt;
use syn::spanned::Spanned;

use super::fields::{access, field_name};
use super::structure::implement;
use super::tokens::{dependency, duration, rate};
use super::{config, policy, state};
use crate::crate_path::CratePath;
use crate::model::{DaemonRef, Declaration, Field, Filling, Structure, ThreadPriority};

pub(super) fn declared(structure: &Structure) -> TokenStream {
    let private = structure.krate.private();
    let name = name(structure);
    let start_depth = start_depth(structure);
    let new = new(structure);
    let options = options(&structure.declaration, &structure.krate);
    let resources = resources(&structure.fields, &private);
    let configs = config::needs(structure);
    let body = quote! {
        const NAME: &'static str = #name;
        #start_depth
        const DECLARATION: #private::Declaration = #new #options #resources #configs;
    };
    implement(structure, "Declared", &TokenStream::new(), &body)
}

/// `const START_DEPTH`, at the dependencies: a cycle is reported there, constant by constant.
fn start_depth(structure: &Structure) -> TokenStream {
    let typed = structure.declaration.depends_on.iter().filter_map(|dependency| match dependency {
        DaemonRef::Type(ty) => Some(ty),
        DaemonRef::Name(_) => None,
    });
    let typed: Vec<_> = typed.collect();
    let depths = typed.iter().map(|ty| {
        let private = structure.krate.private_at(ty.span());
        quote_spanned!(ty.span()=> <#ty as #private::Declared>::START_DEPTH)
    });
    let span = typed.first().map_or_else(Span::call_site, Spanned::span);
    let private = structure.krate.private_at(span);
    quote_spanned!(span=> const START_DEPTH: u32 = #private::start_depth([#(#depths),*]);)
}

/// The name operators see.
pub(super) fn name(structure: &Structure) -> String {
    structure.declaration.name.as_ref().map(|name| name.text.clone()).unwrap_or_default()
}

/// `Declaration::new(…)`
pub(super) fn new(structure: &Structure) -> TokenStream {
    let private = structure.krate.private();
    let name = name(structure);
    let ident = &structure.item.ident;
    let type_name = ident.unraw().to_string();
    let line = Literal::usize_unsuffixed(ident.span().start().line);
    quote!(#private::Declaration::new(#name, #type_name, #private::Source::new(::core::file!(), #line)))
}

/// `.version("1.0.0")` and so on, for what the attribute says.
fn options(declaration: &Declaration, krate: &CratePath) -> TokenStream {
    let own = declaration.version.as_ref().map(ToTokens::to_token_stream);
    let version = own.unwrap_or_else(|| quote!(::core::env!("CARGO_PKG_VERSION")));
    let description = declaration.description.iter().map(|text| quote!(.description(#text)));
    let autostart = declaration.autostart.iter().map(|on| quote!(.autostart(#on)));
    let category = declaration.category.iter().map(|word| quote!(.category(#word)));
    let mailbox = declaration.mailbox.iter().map(|capacity| {
        let capacity = Literal::u32_unsuffixed(capacity.value);
        quote!(.mailbox(#capacity))
    });
    let times = [
        ("start_timeout", &declaration.start_timeout),
        ("stop_timeout", &declaration.stop_timeout),
        ("publish_timeout", &declaration.publish_timeout),
        ("ask_timeout", &declaration.ask_timeout),
    ];
    let times = times.iter().filter_map(|(key, time)| {
        let key = quote::format_ident!("{key}");
        let value = duration(time.as_ref()?.duration);
        Some(quote!(.#key(#value)))
    });
    let throttle = declaration.throttle.map(|most| {
        let most = rate(most, &krate.private());
        quote!(.throttle(::core::option::Option::Some(#most)))
    });
    let limits = limits(declaration, &krate.private());
    let thread = declaration.thread.map(|priority| {
        let private = krate.private();
        let priority = match priority {
            ThreadPriority::Low => quote!(Low),
            ThreadPriority::Normal => quote!(Normal),
            ThreadPriority::High => quote!(High),
        };
        quote!(.thread(::core::option::Option::Some(#private::ThreadPriority::#priority)))
    });
    let policy = policy::options(&declaration.policy, &krate.private());
    let depends_on = daemons("depends_on", &declaration.depends_on, krate);
    let after = daemons("after", &declaration.after, krate);
    let profiles = words("profiles", &declaration.profiles);
    let capabilities = words("capabilities", &declaration.capabilities);
    let state = state::option(declaration, krate);
    quote! {
        .version(#version) #(#description)* #depends_on #after #profiles #(#autostart)* #policy #(#times)* #(#mailbox)* #throttle #limits #thread #(#category)*
        #capabilities #state
    }
}

/// `.limits(Limits::NONE.cpu(0.5))`, if there are any.
fn limits(declaration: &Declaration, private: &TokenStream) -> Option<TokenStream> {
    let cpu = declaration.cpu.map(|share| {
        let share = Literal::f64_unsuffixed(share);
        quote!(.cpu(#share))
    });
    let memory = declaration.memory.map(|bytes| {
        let bytes = Literal::u64_unsuffixed(bytes);
        quote!(.memory(#bytes))
    });
    (cpu.is_some() || memory.is_some()).then(|| quote!(.limits(#private::Limits::NONE #cpu #memory)))
}

fn daemons(key: &str, list: &[DaemonRef], krate: &CratePath) -> Option<TokenStream> {
    let key = quote::format_ident!("{key}");
    let items = list.iter().map(|item| dependency(item, krate));
    (!list.is_empty()).then(|| quote!(.#key(&[#(#items),*])))
}

fn words(key: &str, list: &[LitStr]) -> Option<TokenStream> {
    let key = quote::format_ident!("{key}");
    (!list.is_empty()).then(|| quote!(.#key(&[#(#list),*])))
}

/// `.resources(&[…])`, so that a missing one is known before anything starts.
fn resources(fields: &[Field], private: &TokenStream) -> Option<TokenStream> {
    let needs: Vec<_> = fields
        .iter()
        .filter(|field| matches!(field.filling, Filling::Resource))
        .map(|Field { member, ty, cfgs, .. }| {
            let (name, access) = (field_name(member), access(member, ty));
            quote!(#(#cfgs)* #private::Need::of_field(#name, #access))
        })
        .collect();
    (!needs.is_empty()).then(|| quote!(.resources(&[#(#needs),*])))
}
