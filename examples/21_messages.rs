//! Asking a daemon: a method on its handle, with an answer, a time-out and an order of importance.
//!
//! `cargo run --example 21_messages`

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::{AskError, Priority};

/// Keeps the money.
#[daemon]
struct Till {
    cents: u64,
}

#[daemon]
impl Till {
    /// Puts money in, and says how much there is.
    #[message]
    fn pay(&mut self, cents: u64) -> u64 {
        self.cents += cents;
        self.cents
    }

    #[message]
    fn take(&mut self, cents: u64) -> Result<u64, String> {
        self.cents = self.cents.checked_sub(cents).ok_or_else(|| format!("there are only {} in it", self.cents))?;
        Ok(self.cents)
    }

    #[message]
    async fn count_slowly(&self) -> u64 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        self.cents
    }
}

/// Sells, and asks the till.
#[daemon(depends_on(Till))]
struct Shop;

#[daemon]
impl Shop {
    #[message]
    async fn sell(&mut self, price: u64, ctx: &Context) -> Result<u64, AskError> {
        // Not `?` on an error of the till's own: `pay` has none.
        ctx.daemon::<Till>().pay(price).await
    }

    #[message]
    async fn ask_itself(&mut self, ctx: &Context) -> Result<u64, AskError> {
        match ctx.daemon::<Shop>().sell(1).await {
            Err(AskError::Failed(error)) => Err(error),
            Err(error) => {
                println!("refused: {error}");
                Ok(0)
            }
            Ok(cents) => Ok(cents),
        }
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    let (shop, till) = (system.daemon::<Shop>(), system.daemon::<Till>());

    println!("sold, and the till has {}", shop.sell(250).await?);
    till.pay(50).priority(Priority::High).tell().await?;
    match till.take(1_000).await {
        Err(AskError::Failed(why)) => println!("not taken: {why}"),
        other => println!("{} are left", other?),
    }
    if let Err(error) = till.count_slowly().timeout(Duration::from_millis(50)).await {
        println!("given up: {error}");
    }
    shop.ask_itself().await?;
    system.stop("shop").await?;
    system.wait_for("shop", daemon_core::Status::Stopped).await?;
    println!("closed: {}", shop.sell(1).await.unwrap_err());
    system.shutdown().await;
    Ok(())
}
