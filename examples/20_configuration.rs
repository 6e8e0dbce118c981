//! What an operator changes without a build: a file of settings, what is wrong with one, and reading it again.
//!
//! `cargo run --example 20_configuration`

use std::time::Duration;

use daemon_core::Status;
use daemon_core::prelude::*;
use serde::Deserialize;

/// The section `[daemon.greeter.config]`.
#[derive(Debug, Deserialize)]
struct Greeting {
    word: String,
    #[serde(default)]
    loud: bool,
}

#[derive(Event)]
struct Visitor(&'static str);

/// Greets now and then, and whoever comes.
#[daemon(stop_timeout = "2s")]
struct Greeter {
    #[config]
    greeting: Greeting,
}

#[daemon]
impl Greeter {
    #[init]
    fn hello(&mut self) {
        self.greet();
    }

    #[subscribe]
    fn visitor(&mut self, visitor: &Visitor) {
        println!("greeter: {}, {}", self.greeting.word, visitor.0);
    }

    #[interval("1h")]
    fn greet(&mut self) {
        let Greeting { word, loud } = &self.greeting;
        println!("greeter: {}", if *loud { word.to_uppercase() } else { word.clone() });
    }
}

/// Has nothing to do with that.
#[daemon]
struct Clock;

#[daemon]
impl Clock {}

const AT_FIRST: &str = r#"
[daemon.greeter.timers]
greet = "10m"                 # instead of every hour

[daemon.greeter.handlers]
visitor = { throttle = "3/1h", overflow = "drop_oldest", keep = 3 }

[daemon.greeter.config]
word = "hello"
"#;

const WRONG: &str = r#"
[daemon.greetr]
critical = true

[daemon.greeter]
stop_timeout = "5 sec"
timers.gret = "1s"
handlers.visitor = { overflow = "lattest" }

[daemon.greeter.config]
loud = "very"
"#;

const LATER: &str = r#"
[daemon.greeter]
stop_timeout = "5s"

[daemon.greeter.timers]
greet = "20ms"

[daemon.greeter.handlers]
visitor = { throttle = "off", overflow = "drop_oldest", keep = 3 }

[daemon.greeter.config]
word = "good evening"
"#;

/// Waits until so many visitors have been greeted.
async fn visitors(system: &System, count: u64) -> Result {
    let mut patience = tokio::time::interval(Duration::from_millis(5));
    while system.status("greeter")?.handlers[0].runs < count {
        patience.tick().await;
    }
    Ok(())
}

#[tokio::main]
async fn main() -> Result {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("app.toml");
    let app = || App::new().config_file(&file);

    // All mistakes at once, with their lines. Nothing runs.
    std::fs::write(&file, WRONG)?;
    let wrong = app().check().expect_err("there are six mistakes");
    println!("{}", wrong.to_string().replace(&file.display().to_string(), "app.toml"));

    // Code is over the environment, that over files, and those over attributes.
    std::fs::write(&file, AT_FIRST)?;
    let system = app().configure("daemon.greeter.config.loud", true).start().await?;

    // Three an hour are greeted, and three may wait: one more is remembered instead of the first of them.
    for name in ["ann", "bob", "cas", "dan", "eve", "fay", "gus"] {
        system.publish(Visitor(name)).await?;
        if name == "cas" {
            visitors(&system, 3).await?;
        }
    }

    // What can change in place does; who reads another section is restarted, and nobody else.
    std::fs::write(&file, LATER)?;
    println!("-- before it is read again:\n{}", system.preview_reload().await?);
    let reload = system.reload().await?;
    println!("-- restarted: {}", reload.restarted.join(", "));
    system.wait_for("greeter", Status::Running).await?;
    assert_eq!((system.status("greeter")?.generation, system.status("clock")?.generation), (2, 1));

    // Without the throttle, those who wait are greeted too. What waits outlasts a restart.
    visitors(&system, 6).await?;
    println!("-- forgotten: {}", system.status("greeter")?.dropped);

    // With mistakes, nothing changes. One is gone: what is wrong with `loud` is overruled by the call above.
    std::fs::write(&file, WRONG)?;
    let error = system.reload().await.expect_err("there are five mistakes");
    println!("-- {}", error.to_string().lines().next().unwrap_or_default());

    let report = tokio::time::timeout(Duration::from_secs(10), system.shutdown()).await?;
    assert!(report.is_clean());
    Ok(())
}
