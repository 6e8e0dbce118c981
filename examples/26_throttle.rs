//! So many a minute and no more: what is over that waits its turn.
//!
//! `cargo run --example 26_throttle`

use std::time::Duration;

use daemon_core::prelude::*;

#[derive(Event)]
struct Mail {
    to: &'static str,
}

/// A provider that takes five mails in two seconds, from all of us together.
#[daemon(throttle = "5/2s")]
struct Mailer {
    sent: u32,
}

#[daemon]
impl Mailer {
    #[subscribe]
    fn send(&mut self, mail: &Mail) {
        self.sent += 1;
        println!("{}. to {}", self.sent, mail.to);
    }

    /// Timers are not held.
    #[interval("500ms")]
    fn beat(&mut self) {
        println!("   still {} sent", self.sent);
    }

    /// One that operators may ask for often, and get seldom. What is of a higher priority does not stand behind mails.
    #[message(priority = "high", throttle = "1/1h")]
    fn purge(&mut self) -> u32 {
        std::mem::take(&mut self.sent)
    }
}

#[tokio::main]
async fn main() -> Result {
    let system = App::new().start().await?;
    for to in ["ann", "bob", "cas", "dan", "eve", "fay", "gus"] {
        // Published at once: nobody waits but the mail.
        system.publish(Mail { to }).await?;
    }
    let mut patience = tokio::time::interval(Duration::from_millis(10));
    while system.status("mailer")?.runs < 7 + 4 {
        patience.tick().await;
    }
    println!("purged {}", system.daemon::<Mailer>().purge().await?);
    let again = system.daemon::<Mailer>().purge().timeout(Duration::from_millis(200)).await;
    println!("and again: {}", again.unwrap_err());
    let status = system.status("mailer")?;
    println!("{} had to wait, {} of them for `send`", status.throttled, status.handlers[0].throttled);
    system.shutdown().await;
    Ok(())
}
