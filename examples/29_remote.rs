//! Messages by name, with JSON: for operators, scripts and whoever else does not know the type.
//!
//! `cargo run --example 29_remote`

use daemon_core::prelude::*;
use serde::Serialize;
use serde_json::json;

/// What is in stock.
#[daemon]
struct StockDaemon {
    #[default(10)]
    count: u64,
}

#[derive(Serialize)]
struct Stock {
    left: u64,
}

#[daemon]
impl StockDaemon {
    /// Arguments are read, and answers written, with serde.
    #[message(remote)]
    fn take(&mut self, count: u64, ctx: &Context) -> Result<Stock, String> {
        println!("{} takes {count}", ctx.sender().unwrap_or("somebody outside"));
        let left = self.count.checked_sub(count).ok_or_else(|| format!("only {} are left", self.count))?;
        self.count = left;
        Ok(Stock { left })
    }
}

#[daemon(depends_on(StockDaemon))]
struct Shop;

#[daemon]
impl Shop {
    #[message]
    async fn sell(&mut self, ctx: &Context) -> Result {
        let response = ctx.send("stock", "take", json!({ "count": 2 })).await?;
        println!("the shop took 2: {}", response.result?);
        Ok(())
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;

    let response = system.send("stock", "take", r#"{"count": 3}"#).sender("operator").await?;
    println!("{:?} from {}, to {}", response.result, response.daemon, response.sender.unwrap_or_default());
    if let Err(error) = system.send("stock", "take", json!([8])).await?.result {
        println!("refused by the handler: {error}");
    }
    for (message, arguments) in [("tak", "1"), ("take", r#""many""#)] {
        if let Err(error) = system.send("stock", message, arguments).await {
            println!("not sent: {error}");
        }
    }
    // One argument that is a number needs neither a name nor a list.
    let response = system.send("stock", "take", "0").await?;
    println!("to the log: {}", serde_json::to_string(&response)?);
    system.daemon::<Shop>().sell().await?;
    system.shutdown().await;
    Ok(())
}
