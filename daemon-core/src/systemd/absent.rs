//! In the place of `systemd`, without the feature of that name and where there is no such thing: nobody is told anything.

use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use crate::system::System;

#[derive(Clone, Debug, Default)]
pub(crate) struct Manager;

#[cfg(feature = "config")]
pub(crate) struct Reloading;

impl Manager {
    pub(crate) fn of_environment() -> Self {
        Self
    }

    pub(crate) async fn beside<T>(&self, _: &System, work: impl Future<Output = T>) -> T {
        work.await
    }

    #[expect(clippy::unused_self, reason = "the form of the other")]
    pub(crate) fn ready(&self) {}

    #[cfg(feature = "config")]
    #[expect(clippy::unused_self, reason = "the form of the other")]
    pub(crate) fn reloading(&self) -> Reloading {
        Reloading
    }

    #[expect(clippy::unused_self, reason = "the form of the other")]
    pub(crate) fn stopping(&self, _: &str, _: Duration) {}

    #[expect(clippy::unused_self, reason = "the form of the other")]
    pub(crate) fn failed(&self, _: &impl Display) {}
}
