//! Running cargo, and what that takes.

use std::fs;
use std::process::{Command, Output, Stdio};

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

/// Builds `program` and whatever it needs; returns the seconds of processor time that it took, of the user and of the
/// system, over all processes and threads. How long one waits for it depends on who else builds.
pub(crate) fn build(program: &Program, profile: Profile) -> f64 {
    let before = children();
    cargo(program, &["build", "--quiet", "--profile", profile.name()]);
    children() - before
}

/// Forgets what was built of `program` itself.
pub(crate) fn clean(program: &Program, profile: Profile) {
    cargo(program, &["clean", "--quiet", "--profile", profile.name(), "--package", &program.name()]);
}

fn cargo(program: &Program, arguments: &[&str]) {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(&program.folder).env("CARGO_TARGET_DIR", &program.target).args(arguments);
    // What the calling cargo has set for this program is not meant for those.
    command.env_remove("CARGO_BUILD_TARGET_DIR").env_remove("CARGO_INCREMENTAL").env_remove("RUSTFLAGS");
    let Output { status, stderr, .. } = command.stdin(Stdio::null()).output().expect("cargo can be run");
    assert!(status.success(), "cargo {}: {}", arguments.join(" "), String::from_utf8_lossy(&stderr));
}

/// The seconds of processor time of all child processes that have ended, and of theirs.
fn children() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("this is Linux");
    // After the program's name, which may have anything in it.
    let (_, stat) = stat.rsplit_once(") ").expect("the name stands in parentheses");
    let ticks = stat.split(' ').skip(13).take(2).map(|ticks| ticks.parse::<u32>().expect("these are numbers"));
    ticks.map(f64::from).sum::<f64>() / rustix::param::clock_ticks_per_second() as f64
}
