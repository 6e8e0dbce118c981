//! `check`: everything that can be known before starting, all of it at once.
//!
//! Run it with `cargo run --example 12_bad_input`.
//!
//! Every way of starting checks first, so nothing starts in a program that has one of these problems. A test that calls
//! `check` finds them before the program is ever run.
//!
//! Printed are six problems, each with where it is and what to do about it.

use std::time::Duration;

use daemon_core::prelude::*;

#[derive(Clone)]
struct Db;

#[daemon]
struct Users {
    #[resource]
    db: Db,
}

#[daemon]
impl Users {
    #[interval(every = period("USERS_REFRESH_SECONDS"))]
    fn refresh(&mut self) {
        let Db = self.db;
    }
}

/// What somebody might have put into the environment: nothing useful.
fn period(_variable: &str) -> Duration {
    Duration::ZERO
}

#[daemon(depends_on("usres"))]
struct Reports;

#[daemon]
impl Reports {}

#[daemon(name = "reports")]
struct Statements;

#[daemon]
impl Statements {}

#[daemon(profiles("full"))]
struct Audit;

#[daemon]
impl Audit {}

fn main() {
    let app = App::new().profile("ful").expect(&["mailer"]);
    match app.check() {
        Ok(plan) => println!("{plan}"),
        Err(error) => println!("{error}"),
    }
}
