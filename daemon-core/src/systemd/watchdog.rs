//! Whether it is worth pinging the watchdog.
//!
//! Who is not pinged kills the process and starts it again. So the ping is withheld for what that mends and nothing else does,
//! and for nothing that the supervisor sees to by itself, or that will be the same after a restart: an unhealthy database, a
//! daemon in its backoff, a handler that awaits for long.

use std::time::Duration;

use daemon_grammar::duration;

use crate::system::System;

/// What only a new process mends, if something is.
pub(super) fn hindrance(system: &System) -> Option<String> {
    let supervisor = system.supervisor();
    let critical = supervisor.units.iter().filter(|unit| unit.settings().declaration.critical);
    critical.into_iter().find_map(|unit| {
        let name = &unit.name;
        let snapshot = supervisor.snapshot(unit.id);
        if snapshot.lost {
            return Some(format!("`{name}` is critical, is {}, and nothing starts it again", snapshot.status));
        }
        // A thread cannot be taken back from whoever blocks it.
        let standing = snapshot.current?.standing();
        let age = standing.age.filter(|age| standing.blocking && *age >= unit.settings().declaration.patience())?;
        let method = standing.handler.map_or("a method", |(method, _)| method);
        let age = duration::display(Duration::from_secs(age.as_secs()));
        Some(format!("`{name}` is critical, and `{method}` has blocked its thread for {age}"))
    })
}
