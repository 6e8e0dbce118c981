//! Running cargo.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::program::Program;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Profile {
    Dev,
    Release,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Release => "release",
        }
    }
}

/// Builds `program` and whatever it needs; returns how long that took.
pub(crate) fn build(program: &Program, profile: Profile) -> Duration {
    let began = Instant::now();
    cargo(program, &["build", "--quiet", "--profile", profile.name()]);
    began.elapsed()
}

/// Forgets what was built of `program` itself.
pub(crate) fn clean(program: &Program, profile: Profile) {
    cargo(program, &["clean", "--quiet", "--profile", profile.name(), "--package", &program.name()]);
}

fn cargo(program: &Program, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(&program.folder).env("CARGO_TARGET_DIR", &program.target).args(arguments);
    // What the calling cargo has set for this program is not meant for those.
    command.env_remove("CARGO_BUILD_TARGET_DIR").env_remove("RUSTFLAGS").stdin(Stdio::null());
    let Output { status, stderr, .. } = command.output().expect("cargo can be run");
    assert!(status.success(), "cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&stderr));
}
