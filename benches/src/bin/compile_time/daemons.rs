//! The same services as daemons.

use std::fmt::Write as _;
use std::path::Path;

pub(crate) fn dependencies(core: &Path) -> String {
    let core = core.display();
    format!("daemon-core = {{ path = \"{core}\" }}\n{TOKIO}")
}

const TOKIO: &str = r#"tokio = { version = "1", features = ["rt-multi-thread", "macros", "signal"] }"#;

/// One service, `NUMBER` to be replaced.
pub(crate) const SERVICE: &str = r#"
//! Keeps what is open, and for how long it has been.

use std::collections::HashMap;

use daemon_core::prelude::*;

#[derive(Event)]
pub struct OpenedNUMBER {
    pub id: u64,
}

#[derive(Event)]
pub struct ClosedNUMBER {
    pub id: u64,
}

/// Keeps what is open, and for how long it has been.
#[daemon]
struct ServiceNUMBER {
    open: HashMap<u64, u64>,
    clock: u64,
    most: usize,
}

#[daemon]
impl ServiceNUMBER {
    #[subscribe]
    async fn opened(&mut self, event: &OpenedNUMBER) -> Result {
        if self.open.insert(event.id, self.clock).is_some() {
            return Err(format!("{} was open already", event.id).into());
        }
        Ok(())
    }

    #[subscribe]
    async fn closed(&mut self, event: &ClosedNUMBER) -> Result {
        self.open.remove(&event.id).ok_or_else(|| format!("{} was not open", event.id))?;
        Ok(())
    }

    #[interval("5s")]
    async fn sweep(&mut self) -> Result {
        self.clock += 1;
        let clock = self.clock;
        self.open.retain(|_, since| clock - *since < 1_000_000);
        Ok(())
    }

    #[interval("30s")]
    async fn note_most(&mut self) -> Result {
        self.most = self.most.max(self.open.len());
        Ok(())
    }

    #[defer("2s")]
    async fn catch_up(&mut self) -> Result {
        self.open.reserve(64);
        Ok(())
    }
}
"#;

/// Starts all, sends each two events, and waits for Ctrl-C.
pub(crate) fn main(services: usize) -> String {
    let mut text = String::new();
    for number in 0..services {
        let _ = writeln!(text, "mod service{number};");
    }
    text.push_str("\nuse daemon_core::prelude::*;\n\n#[tokio::main]\nasync fn main() -> Result {\n");
    text.push_str("    let system = App::new().start().await?;\n");
    for number in 0..services {
        let _ = writeln!(
            text,
            "    system.publish(service{number}::Opened{number} {{ id: 1 }}).await?;\n    \
             system.publish(service{number}::Closed{number} {{ id: 1 }}).await?;"
        );
    }
    text.push_str("    let _ = tokio::signal::ctrl_c().await;\n    system.shutdown().await;\n    Ok(())\n}\n");
    text
}
