//! Types and functions of the standard names.
#![deny(warnings)]
#![allow(dead_code, unused_macros, reason = "they only have to be in the way")]

use compile_tests::live;
use daemon_core::{App, Context, Event, daemon};

struct Box;
struct Option;
struct Result;
struct Send;
struct Sync;
struct Arc;
struct Vec;
struct String;
struct Duration;
struct Future;
struct Default;
struct PhantomData;
struct Infallible;
struct Clone;
struct Sized;
struct Into;
struct From;
struct BoxError;
struct Handler;
struct Interval;
struct Letter;
struct Declaration;
struct Dependency;
struct Source;
struct Duty;
struct Ended;
trait Daemon {}
trait Outcome {}
trait FromFields {}
trait Declared {}
fn drop() {}
fn shareable() {}
fn by_value() {}
fn start_depth() {}
#[allow(non_snake_case)]
fn Ok() {}
#[allow(non_snake_case)]
fn Err() {}
#[allow(non_snake_case)]
fn Some() {}
const NAME: u8 = 0;
const HANDLERS: u8 = 0;
const HOOKS: u8 = 0;
const START_DEPTH: u8 = 0;

macro_rules! concat {
    ($($tokens:tt)*) => { compile_error!("not this one") };
}
macro_rules! env {
    ($($tokens:tt)*) => { compile_error!("not this one") };
}
macro_rules! file {
    ($($tokens:tt)*) => { compile_error!("not this one") };
}

#[derive(Event)]
struct Beat;

#[derive(::core::clone::Clone, Event)]
struct Copied;

#[daemon]
struct Heart {
    beats: u32,
    #[resource]
    name: &'static str,
}

#[daemon]
impl Heart {
    #[init]
    async fn wake(&mut self, _: &Context) {
        self.beats = 0;
    }

    #[interval("1s")]
    async fn beat(&mut self, ctx: &Context) -> ::std::result::Result<(), daemon_core::Undelivered> {
        self.beats += 1;
        assert_eq!(self.name, "heart");
        ctx.publish(Beat).await?;
        ctx.publish(Copied).await
    }

    #[subscribe(concurrent = 2)]
    async fn borrowed(&self, _: &Beat) {}

    #[subscribe]
    async fn shared(&mut self, _: ::std::sync::Arc<Beat>) {}

    #[subscribe]
    async fn copied(&mut self, _: Copied) {}

    #[defer("1s")]
    fn later(&mut self) {}

    #[cleanup]
    fn rest(&mut self) {}
}

#[daemon(depends_on(Heart), register = false)]
struct Of<T>(::core::option::Option<T>);

#[daemon]
impl<T> Of<T> {
    #[run]
    async fn run(&mut self, ctx: &Context) {
        self.0 = None;
        ctx.cancelled().await;
    }
}

fn main() {
    live(App::new().with::<Of<u8>>().provide("heart"), 3);
}
