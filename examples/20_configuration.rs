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

/// Greets now and then.
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

[daemon.greeter.config]
word = "hello"
"#;

const WRONG: &str = r#"
[daemon.greetr]
critical = true

[daemon.greeter]
stop_timeout = "5 sec"
timers.gret = "1s"

[daemon.greeter.config]
loud = "very"
"#;

const LATER: &str = r#"
[daemon.greeter]
stop_timeout = "5s"

[daemon.greeter.timers]
greet = "20ms"

[daemon.greeter.config]
word = "good evening"
"#;

#[tokio::main]
async fn main() -> Result {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("app.toml");
    let app = || App::new().config_file(&file);

    // All mistakes at once, with their lines. Nothing runs.
    std::fs::write(&file, WRONG)?;
    let wrong = app().check().expect_err("there are five mistakes");
    println!("{}", wrong.to_string().replace(&file.display().to_string(), "app.toml"));

    // Code is over the environment, that over files, and those over attributes.
    std::fs::write(&file, AT_FIRST)?;
    let system = app().configure("daemon.greeter.config.loud", true).start().await?;

    // What can change in place does; who reads another section is restarted, and nobody else.
    std::fs::write(&file, LATER)?;
    println!("-- before it is read again:\n{}", system.preview_reload().await?);
    let reload = system.reload().await?;
    println!("-- restarted: {}", reload.restarted.join(", "));
    system.wait_for("greeter", Status::Running).await?;
    assert_eq!((system.status("greeter")?.generation, system.status("clock")?.generation), (2, 1));

    // With mistakes, nothing changes. One is gone: what is wrong with `loud` is overruled by the call above.
    std::fs::write(&file, WRONG)?;
    let error = system.reload().await.expect_err("there are four mistakes");
    println!("-- {}", error.to_string().lines().next().unwrap_or_default());

    let report = tokio::time::timeout(Duration::from_secs(10), system.shutdown()).await?;
    assert!(report.is_clean());
    Ok(())
}
