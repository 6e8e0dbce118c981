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

#[derive(Clone)]
struct Table(&'static str);

/// A connection: shared, not copied.
#[derive(Clone)]
struct Db(Arc<str>);

impl Db {
    async fn connect(address: &str) -> Result<Self> {
        tokio::time::sleep(Duration::from_millis(20)).await;
        println!("connected to {address}");
        Ok(Self(address.into()))
    }
}

#[daemon]
struct Reports {
    #[resource]
    db: Db,
    #[resource]
    table: Table,
}

#[daemon]
impl Reports {
    #[defer("10ms")]
    fn query(&mut self) {
        println!("select * from {} at {}", self.table.0, self.db.0);
    }
}

#[tokio::main]
async fn main() -> Result {
    let app = App::new().provide(Table("reports")).provide_with(|| Db::connect("db.example:5432"));
    app.run_until(tokio::time::sleep(Duration::from_millis(300))).await?;

    if let Err(error) = App::new().provide(Table("reports")).start().await {
        println!("error: {error}");
    }
    Ok(())
}
