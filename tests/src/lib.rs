//! What the tests share: a diary that daemons write to, daemons that do what a script says, and the log as text.
//!
//! Must not name `daemon_tests_plugin`, nor register a daemon: what is linked into a test is for that test to say.

mod diary;
mod gate;
mod journaling;
mod log;
mod seen;
mod stage;
mod toml;

pub use diary::Diary;
pub use gate::Gate;
pub use journaling::Journaling;
pub use log::Log;
pub use seen::Seen;
pub use stage::{Script, Stage, Step};
pub use toml::Toml;
