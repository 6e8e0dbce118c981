//! Resources: what daemons are given from outside.
//!
//! Run it with `cargo run --example 06_resources`.
//!
//! `provide` takes a value. `provide_with` takes an async function that makes one when the app is started, and only then.
//! A `#[resource]` field gets a clone. A resource that nobody provides is an error before anything starts.
//!
//! Printed are the query of a daemon that was given a database, and what happens without one.

use std::sync::Arc;
use std::time::Duration;

use daemon_core::prelude::*;

/// Where the database is.
#[derive(Clone)]
struct Address(&'static str);

/// A connection: shared, not copied.
#[derive(Clone)]
struct Db(Arc<str>);

impl Db {
    async fn connect(Address(address): Address) -> Result<Self> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        println!("connected to {address}");
        Ok(Self(address.into()))
    }
}

#[daemon]
struct Reports {
    #[resource]
    db: Db,
    #[default("reports".to_owned())]
    table: String,
}

#[daemon]
impl Reports {
    #[defer("10ms")]
    fn query(&mut self, ctx: &Context) -> Result {
        let Address(address) = ctx.resource()?; // resources can be had by type, too
        println!("select * from {} at {} ({address})", self.table, self.db.0);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result {
    let address = Address("db.example:5432");
    let app = App::new().provide(address.clone()).provide_with(|| Db::connect(address));
    app.run_until(tokio::time::sleep(Duration::from_millis(100))).await?;

    if let Err(error) = App::new().start().await {
        println!("error: {error}");
    }
    Ok(())
}
