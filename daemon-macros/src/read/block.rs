//! `#[daemon] impl`.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, GenericArgument, Ident, PathArguments, Type, TypePath, parse_quote};

use super::value::Reader;
use super::{
    cfg_attr, cleanup, declaration, defer, health, init, interval, message, on_ready, run, schedule, subscribe,
};
use crate::crate_path::CratePath;
use crate::diagnostics::{pairing, placement};
use crate::model::{Block, Handler};
use crate::problems::Problems;
use crate::syntax::{self, METHOD_ATTRIBUTES, Member, Method, Options, Vocabulary, take_marks};

const BLOCK: Vocabulary = Vocabulary { attribute: "daemon", known: &["crate"] };

/// Reads the attribute's `arguments` and the block below it.
pub(crate) fn block(arguments: TokenStream, mut block: syntax::Block, problems: &mut Problems) -> Block {
    let krate = options(arguments, problems);
    let mut model = Block {
        can_be_daemon: can_be_daemon(&block, problems),
        krate,
        item: TokenStream::new(),
        generics: block.generics.clone(),
        self_ty: block.self_ty.clone(),
        handlers: Vec::new(),
        inits: Vec::new(),
        runs: Vec::new(),
        cleanups: Vec::new(),
    };
    for member in &mut block.members {
        read_member(member, &mut model, problems);
    }
    model.item = block.into_token_stream();
    model
}

fn options(arguments: TokenStream, problems: &mut Problems) -> CratePath {
    let mut options = Options::parse(arguments, problems);
    let krate = Reader { options: &mut options, problems }.crate_path();
    for misplaced in options.take_known(&declaration::STRUCT) {
        problems.report(placement::struct_option_on_impl(&misplaced));
    }
    options.finish(&BLOCK, problems);
    krate.unwrap_or_default()
}

fn can_be_daemon(block: &syntax::Block, problems: &mut Problems) -> bool {
    if let Some((trait_, _)) = &block.trait_ {
        problems.report(placement::daemon_on_trait_impl(trait_, &block.self_ty));
        return false;
    }
    match &block.self_ty {
        Type::Path(path) => !borrows(path),
        Type::TraitObject(_) => {
            problems.report(placement::daemon_on_trait_object(&block.self_ty));
            false
        }
        // No inherent impl can be of any other type, and rustc says so.
        _ => false,
    }
}

/// `X<'a>`: the struct's `#[daemon]` says what is wrong with that.
fn borrows(path: &TypePath) -> bool {
    path.path.segments.iter().any(|segment| match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .any(|argument| matches!(argument, GenericArgument::Lifetime(lifetime) if lifetime.ident != "static")),
        PathArguments::None | PathArguments::Parenthesized(_) => false,
    })
}

/// Takes our attributes off one member, and reads what they say.
fn read_member(member: &mut Member, model: &mut Block, problems: &mut Problems) {
    let attributes = member.attributes_mut();
    for (attribute, inner) in cfg_attr::take_hidden(attributes, &METHOD_ATTRIBUTES) {
        problems.report(placement::cfg_attr_on_method(&attribute, inner));
    }
    let marks = take_marks(attributes, &METHOD_ATTRIBUTES, &model.krate);
    let named: Vec<(Ident, Attribute)> = marks
        .into_iter()
        .filter_map(|mark| model.krate.attribute(mark.path()).cloned().map(|name| (name, mark)))
        .collect();
    let Some((name, mark)) = named.first() else { return };
    for (attribute, _) in cfg_attr::take_hidden(attributes, &["cfg"]) {
        problems.report(placement::cfg_in_cfg_attr(&attribute));
    }
    if member.is_broken_method() {
        // What is wrong with it, rustc has said.
        return;
    }
    match member {
        Member::Other(..) => problems.report(placement::marker_on_something_else(mark, name)),
        Member::Method(method) => {
            for (again, attribute) in &named[1..] {
                problems.report(pairing::two_roles(attribute, again, name));
            }
            read_method(name, mark, method, model, problems);
            if method.signature.receiver().is_some() {
                // That there is a `self` is our wish, not the user's.
                method.attributes.push(parse_quote!(#[allow(clippy::unused_self)]));
            }
            if name == "message" {
                // And that what is sent is owned.
                method.attributes.push(parse_quote!(#[allow(clippy::needless_pass_by_value)]));
            }
        }
    }
}

fn read_method(name: &Ident, mark: &Attribute, method: &Method, model: &mut Block, problems: &mut Problems) {
    let handler = match name.to_string().as_str() {
        "subscribe" => subscribe::subscribe(name, mark, method, problems),
        "interval" => interval::interval(name, mark, method, problems),
        "schedule" => schedule::schedule(name, mark, method, problems),
        "defer" => defer::defer(name, mark, method, problems),
        "on_ready" => on_ready::on_ready(name, mark, method, problems),
        "message" => message::message(name, mark, method, problems),
        "health" => health::health(name, mark, method, problems),
        "init" => return model.inits.extend(init::init(name, mark, method, problems)),
        "run" => return model.runs.extend(run::run(name, mark, method, problems)),
        "cleanup" => return model.cleanups.extend(cleanup::cleanup(name, mark, method, problems)),
        _ => unreachable!("the names are those of METHOD_ATTRIBUTES"),
    };
    // Two methods of one name are rustc's to report, once.
    model.handlers.extend(handler.filter(|new| !model.handlers.iter().any(|old| same_method(old, new))));
}

fn same_method(old: &Handler, new: &Handler) -> bool {
    old.method.ident == new.method.ident && old.method.cfgs.is_empty() && new.method.cfgs.is_empty()
}
