//! The words that stand in the file for what is an enum here. They are for good.

use crate::health::HealthLevel;
use crate::lifecycle::journal::Command;
use crate::lifecycle::{FailureKind, Status};

pub(super) fn status(word: &str) -> Option<Status> {
    Status::ALL.into_iter().find(|status| status.to_string() == word)
}

pub(super) fn level(word: &str) -> Option<HealthLevel> {
    HealthLevel::ALL.into_iter().find(|level| level.to_string() == word)
}

/// Every kind of failure and its word.
pub(super) const FAILURES: [(FailureKind, &str); 12] = [
    (FailureKind::Init, "init"),
    (FailureKind::Run, "run"),
    (FailureKind::Fail, "fail"),
    (FailureKind::Panic, "panic"),
    (FailureKind::Handler, "handler"),
    (FailureKind::StartTimeout, "start timeout"),
    (FailureKind::Stall, "stall"),
    (FailureKind::Health, "health"),
    (FailureKind::Returned, "returned"),
    (FailureKind::DependencyLost, "dependency lost"),
    (FailureKind::Unavailable, "unavailable"),
    (FailureKind::Blocked, "blocked"),
];

/// One that is not in the list is read as one that is not known.
pub(super) fn of_failure(kind: FailureKind) -> &'static str {
    FAILURES.iter().find(|(known, _)| *known == kind).map_or("unknown", |(_, word)| word)
}

pub(super) fn failure(word: &str) -> FailureKind {
    FAILURES.iter().find(|(_, known)| *known == word).map_or(FailureKind::Unknown, |(kind, _)| *kind)
}

pub(super) fn command(word: &str) -> Option<Command> {
    let all = [Command::Start, Command::Stop, Command::Restart, Command::Retry, Command::Reset];
    all.into_iter().find(|command| command.to_string() == word)
}
