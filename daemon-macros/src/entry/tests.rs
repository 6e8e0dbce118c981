//! The macros without a compiler: what they expand to, and what they say.
//!
//! Snapshots are pairs of files in `snapshots/`: `name.in.rs` is what a user writes, `name.out.rs` what it expands to.
//! `UPDATE_SNAPSHOTS=1 cargo test -p daemon-macros` writes the second kind anew.

use std::path::{Path, PathBuf};
use std::{env, fs};

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, Meta};

use super::{daemon, event};

#[test]
fn expansions_are_as_pinned() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let mut inputs: Vec<PathBuf> = fs::read_dir(&folder)
        .expect("the folder is part of the package")
        .map(|entry| entry.expect("readable").path())
        .filter(|path| path.to_string_lossy().ends_with(".in.rs"))
        .collect();
    inputs.sort();
    assert!(!inputs.is_empty());
    for input in inputs {
        let output = PathBuf::from(input.to_string_lossy().replace(".in.rs", ".out.rs"));
        let expanded = expand_file(&fs::read_to_string(&input).expect("readable"));
        if env::var_os("UPDATE_SNAPSHOTS").is_some() {
            fs::write(&output, expanded).expect("writable");
            continue;
        }
        let pinned = fs::read_to_string(&output).unwrap_or_default();
        assert_eq!(expanded, pinned, "{} is not what {} expands to", output.display(), input.display());
    }
}

#[test]
fn an_expansion_of_an_expansion_has_nothing_left_to_expand() {
    let block = quote! {
        impl D {
            #[interval("5s")]
            async fn tick(&mut self) {}
        }
    };
    assert!(!daemon(TokenStream::new(), &block).to_string().contains("interval (\"5s\")"));
}

#[test]
fn five_mistakes_are_five_errors_in_order() {
    let block = "impl D {
        #[interval(\"5 sec\")] async fn a(&mut self) {}
        #[subscribe] async fn b(&mut self) {}
        #[defer(\"1s\", often)] async fn c(&mut self) {}
        #[on_ready(Data)] async fn d(self) {}
        #[message] async fn e(&self, name: &str) {}
    }";
    let expected = [
        "\"5 sec\" is not a duration: a duration has no spaces",
        "`b` does not say which event it subscribes to",
        "`#[defer]` has no option `often`",
        "`#[on_ready]` borrows the daemon, it cannot take it away",
        "what is sent with a message is owned, and this is a reference",
    ];
    assert_eq!(first_lines(block), expected);
}

#[test]
fn what_a_subscription_may_say() {
    let attributes = [
        "",
        "(overflow = \"wait\")",
        "(overflow = \"drop_oldest\", keep = 1)",
        "(keep = 4294967295, overflow = \"drop_newest\")",
        "(overflow = \"latest\", concurrent = 2)",
        "(from = Feed)",
        "(from = feeds::Feed<u8>)",
        "(from = Self)",
        "(from = \"feed\")",
        "(filter = is_large)",
        "(filter = Self::is_large)",
        "(filter = crate::filters::large::<u8>)",
        "(filter = <Self as Filters>::large)",
    ];
    for attribute in attributes {
        let by_type = format!("impl D {{ #[subscribe{attribute}] fn a(&self, event: &Sample) {{}} }}");
        assert_eq!(first_lines(&by_type), [""; 0], "{by_type}");
        let options = attribute.trim_matches(['(', ')']);
        let by_pattern = format!("impl D {{ #[subscribe(\"a.*\", {options})] fn a(&self, event: &AnyEvent) {{}} }}");
        assert_eq!(first_lines(&by_pattern), [""; 0], "{by_pattern}");
    }
}

#[test]
fn what_is_wrong_with_a_subscription_is_said_once() {
    let waits = "`keep` has no meaning here: publishers wait, and every event is kept";
    let cases: [(&str, &str, &[&str]); 20] = [
        ("(keep = 16)", "&Sample", &[waits]),
        ("(keep = 16, overflow = \"wait\")", "&Sample", &[waits]),
        ("(keep = many)", "&Sample", &[waits]),
        (
            "(overflow = \"latest\", keep = 1)",
            "&Sample",
            &["`keep` has no meaning here: `overflow = \"latest\"` keeps one event"],
        ),
        ("(overflow = \"drop_old\", keep = 1)", "&Sample", &["`overflow` cannot be \"drop_old\""]),
        ("(overflow, keep = 1)", "&Sample", &["`overflow` needs a value"]),
        (
            "(overflow = \"drop_oldest\", keep = 0)",
            "&Sample",
            &["`keep` is a whole number from 1 to 4294967295, found `0`"],
        ),
        ("(from = \"The Feed\")", "&Sample", &["\"The Feed\" is not a name: `T` is a capital letter"]),
        ("(from = 5)", "&Sample", &["expected a daemon, found `5`"]),
        ("(from(Feed))", "&Sample", &["`from` takes one value after `=`"]),
        ("(filter = |event| true)", "&Sample", &["`filter` names a function, found a closure"]),
        ("(filter = is_large())", "&Sample", &["`filter` names a function, found a call"]),
        ("(filter = \"is_large\")", "&Sample", &["`filter` names a function, found `\"is_large\"`"]),
        ("(throttle = \"10/s\")", "&Sample", &["\"10/s\" is not a rate: `s` has no number"]),
        ("(\"chat.*\")", "&Sample", &["with a pattern the event is `&AnyEvent`, found `&Sample`"]),
        ("(\"chat.*\")", "&mut AnyEvent", &["with a pattern the event is `&AnyEvent`, found `&mut AnyEvent`"]),
        ("(\"chat.*\")", "&Context", &["`a` does not take the events that match"]),
        ("", "&AnyEvent", &["`&AnyEvent` does not say which events"]),
        ("", "Arc<daemon_core::AnyEvent>", &["`Arc<daemon_core::AnyEvent>` does not say which events"]),
        (
            "(\"chat.**.x\")",
            "AnyEvent",
            &[
                "\"chat.**.x\" is not a topic pattern: `**` can only be the last segment",
                "with a pattern the event is `&AnyEvent`, found `AnyEvent`",
            ],
        ),
    ];
    for (attribute, argument, expected) in cases {
        let block = format!("impl D {{ #[subscribe{attribute}] fn a(&mut self, event: {argument}) {{}} }}");
        assert_eq!(first_lines(&block), expected, "{block}");
    }
}

#[test]
fn what_is_wrong_in_a_body_is_not_ours() {
    let block = "impl D { #[interval(\"5s\")] async fn a(&mut self) { let = ; match } }";
    assert_eq!(first_lines(block), [""; 0]);
}

#[test]
fn after_an_error_the_users_item_is_still_there() {
    let expanded = daemon(
        quote!(nonsense),
        &quote!(
            pub struct D {
                #[default(1)]
                pub x: u8,
            }
        ),
    )
    .to_string();
    assert!(expanded.starts_with("pub struct D { pub x : u8"), "{expanded}");
}

#[test]
fn first_lines_are_short() {
    let block = "impl D {
        #[interval(every_so_often = \"5s\", jitter = \"a second or so\", concurrent = \"many\")] async fn a(&mut self) {}
        #[run] async fn run(&mut self) {}
        #[subscribe(overflow = \"drop_oldest\")] #[init] unsafe fn b<T>(&mut self, event: &T, ctx: Context) {}
    }";
    for line in first_lines(block) {
        assert!(line.chars().count() <= 90, "{line}");
    }
}

/// The first line of each error that `block` gives.
fn first_lines(block: &str) -> Vec<String> {
    let block: TokenStream = block.parse().expect("tokens");
    let expanded = daemon(TokenStream::new(), &block).to_string();
    let messages = expanded.split("compile_error ! { ").skip(1);
    messages
        .map(|rest| {
            let literal: TokenStream = rest.split(" }").next().expect("a first part").parse().expect("a literal");
            let literal: syn::LitStr = syn::parse2(literal).expect("a literal");
            literal.value().lines().next().unwrap_or_default().to_owned()
        })
        .collect()
}

/// Expands every `#[daemon]` and `#[derive(Event)]` in a file.
fn expand_file(text: &str) -> String {
    let file = syn::parse_file(text).expect("a file of items");
    let expanded: TokenStream = file.items.into_iter().map(expand_item).collect();
    prettyplease::unparse(&syn::parse2(expanded).expect("items"))
}

fn expand_item(mut item: Item) -> TokenStream {
    let attributes = match &mut item {
        Item::Struct(item) => &mut item.attrs,
        Item::Enum(item) => &mut item.attrs,
        Item::Impl(item) => &mut item.attrs,
        _ => return item.to_token_stream(),
    };
    if attributes.iter().any(|attribute| attribute.path().is_ident("derive")) {
        return event(item.into_token_stream());
    }
    let daemon_at = attributes.iter().position(|attribute| attribute.path().is_ident("daemon"));
    let attribute = attributes.remove(daemon_at.expect("`#[daemon]` on each item"));
    daemon(arguments(&attribute), &item.into_token_stream())
}

fn arguments(attribute: &Attribute) -> TokenStream {
    match &attribute.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    }
}
