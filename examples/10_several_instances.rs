//! Several daemons of one type, and generic daemons.
//!
//! Run it with `cargo run --example 10_several_instances`.
//!
//! `register = false` keeps a daemon out of the link-time roster: the program adds it, as often as it likes, each under a
//! name of its own. A generic daemon has to be added like this, because only the program knows its parameters.
//!
//! Printed is what three feeds and two parsers say, each under its name.

use std::marker::PhantomData;
use std::time::Duration;

use daemon_core::prelude::*;

#[derive(Event)]
struct Text(&'static str);

/// Publishes one text. Its name says where it is from.
#[daemon(register = false)]
struct Feed;

#[daemon]
impl Feed {
    #[defer("20ms")]
    async fn fetch(&mut self, ctx: &Context) -> Result {
        println!("{}: fetching", ctx.name());
        let text = match ctx.name() {
            "feed-eu" => "1,2,3",
            "feed-us" => "4 5",
            _ => "",
        };
        ctx.publish(Text(text)).await?;
        Ok(())
    }
}

trait Format: Send + Sync + 'static {
    const SEPARATOR: char;
}

struct Commas;

impl Format for Commas {
    const SEPARATOR: char = ',';
}

struct Blanks;

impl Format for Blanks {
    const SEPARATOR: char = ' ';
}

#[daemon(register = false)]
struct Parser<F: Format> {
    format: PhantomData<F>,
    numbers: usize,
}

#[daemon]
impl<F: Format> Parser<F> {
    #[subscribe]
    fn parse(&mut self, Text(text): &Text) {
        if text.contains(F::SEPARATOR) {
            self.numbers += text.split(F::SEPARATOR).count();
        }
    }

    #[cleanup]
    fn show(&mut self, ctx: &Context) {
        println!("{}: {} numbers", ctx.name(), self.numbers);
    }
}

#[tokio::main]
async fn main() -> Result {
    let app = App::new()
        .with_named::<Feed>("feed-eu")
        .with_named::<Feed>("feed-us")
        .with_named::<Feed>("feed-asia")
        .with_named::<Parser<Commas>>("parser-commas")
        .with_named::<Parser<Blanks>>("parser-blanks");
    println!("{}", app.check()?);
    app.run_until(tokio::time::sleep(Duration::from_millis(300))).await?;
    Ok(())
}
