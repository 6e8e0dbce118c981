//! systemd: what it is told of a run, from the start to the end.
//!
//! Run it with `cargo run --example 28_systemd`.
//!
//! With the feature `systemd` of `daemon-core`, `App::main`, `run` and `run_until` tell whoever listens on `NOTIFY_SOCKET`, and
//! there is nothing to write for it. Here the program takes systemd's place for once: it listens on a socket of its own, starts
//! itself again as the service, prints what it hears, and asks it to end once the watchdog has been pinged twice.
//! `docs/systemd.md` has a unit for a real one.

use std::process::ExitCode;

use daemon_core::prelude::*;

/// Has a job that takes no time.
#[daemon(critical)]
struct Mailer;

#[daemon]
impl Mailer {
    #[interval("1m")]
    fn send(&mut self) {}
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    if std::env::var_os("NOTIFY_SOCKET").is_some() {
        return App::new().main();
    }
    match manager::watch() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    println!("there is no systemd here");
    ExitCode::SUCCESS
}

/// A systemd of one service.
#[cfg(target_os = "linux")]
mod manager {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};
    use std::process::{Command, id};
    use std::time::Duration;

    use daemon_core::prelude::*;

    pub(crate) fn watch() -> Result {
        let name = format!("daemon-example-{}", id());
        let socket = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name)?)?;
        socket.set_read_timeout(Some(Duration::from_secs(30)))?;
        let mut service = Command::new(std::env::current_exe()?)
            .env("NOTIFY_SOCKET", format!("@{name}"))
            // As `WatchdogSec=1s` in the unit.
            .env("WATCHDOG_USEC", "1000000")
            .spawn()?;
        let (mut message, mut pings) = ([0; 4096], 0);
        loop {
            let length = socket.recv(&mut message)?;
            for line in String::from_utf8_lossy(&message[..length]).lines() {
                println!("{line}");
                pings += usize::from(line == "WATCHDOG=1");
                if line == "STOPPING=1" {
                    println!("it ends with {}", service.wait()?);
                    return Ok(());
                }
            }
            if pings == 2 {
                pings = 0;
                Command::new("kill").args(["-TERM", &service.id().to_string()]).status()?;
            }
        }
    }
}
