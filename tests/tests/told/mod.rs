//! What the tests of lifecycle events share: events as words, in order, and what the journal says is to be told.
#![allow(dead_code, reason = "each program that includes this uses its own part of it")]

use std::sync::Arc;

use daemon_core::prelude::*;
use daemon_core::{
    DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStopped, Failure, Record, Status, What,
};
use tokio::sync::{Semaphore, watch};

#[derive(Event)]
pub(crate) struct Ping(pub(crate) u64);

/// An event in words, and its number if it has one.
pub(crate) type Told = (u64, String);

/// What somebody heard, in order.
#[derive(Clone)]
pub(crate) struct Seen(Arc<watch::Sender<Vec<Told>>>);

impl Seen {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(Vec::new())))
    }

    pub(crate) fn note(&self, told: Told) {
        self.0.send_modify(|seen| seen.push(told));
    }

    pub(crate) fn all(&self) -> Vec<Told> {
        self.0.borrow().clone()
    }

    pub(crate) fn words(&self) -> Vec<String> {
        self.all().into_iter().map(|(_, words)| words).collect()
    }

    pub(crate) fn take(&self) -> Vec<String> {
        self.0.send_replace(Vec::new()).into_iter().map(|(_, words)| words).collect()
    }

    pub(crate) async fn until(&self, number: u64) {
        let is_there = |seen: &Vec<Told>| seen.iter().any(|(heard, _)| *heard >= number);
        drop(self.0.subscribe().wait_for(is_there).await.unwrap());
    }
}

/// Lets handlers pass once it is open.
#[derive(Clone)]
pub(crate) struct Gate(pub(crate) Arc<Semaphore>);

impl Gate {
    pub(crate) fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    pub(crate) fn opened() -> Self {
        let gate = Self::closed();
        gate.open();
        gate
    }

    pub(crate) async fn pass(&self) {
        self.0.acquire().await.unwrap().forget();
    }

    pub(crate) fn open(&self) {
        self.0.add_permits(10_000_000);
    }
}

pub(crate) fn because(failure: Option<&str>) -> String {
    failure.map(|message| format!(": {message}")).unwrap_or_default()
}

/// `feed#2 failed: the disk is full`
pub(crate) fn told(event: &AnyEvent) -> Told {
    if let Some(DaemonStarted { daemon, generation, number, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} started"));
    }
    if let Some(DaemonReady { daemon, generation, number, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} ready"));
    }
    if let Some(DaemonStopped { daemon, generation, number, status, failure, .. }) = event.downcast_ref() {
        let because = because(failure.as_ref().map(Failure::message));
        return (*number, format!("{daemon}#{generation} {status}{because}"));
    }
    if let Some(DaemonFailed { daemon, generation, number, status, failure, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} {status}: {}", failure.message()));
    }
    if let Some(DaemonRestarting { daemon, generation, number, failure, retry, .. }) = event.downcast_ref() {
        return (*number, format!("{daemon}#{generation} {retry}: {}", failure.message()));
    }
    if let Some(Ping(value)) = event.downcast_ref() {
        return (0, format!("ping {value}"));
    }
    panic!("nobody publishes {event:?}")
}

/// What is to be told of `record`, as the documentation of the events says.
pub(crate) fn to_be_told(record: &Record) -> Option<Told> {
    let What::Moved { from, to, retry, .. } = &record.what else { return None };
    let because = because(record.cause.as_ref().map(|cause| &*cause.message));
    let what = match (from, to, retry) {
        (_, Status::Starting, _) => "started".to_owned(),
        (_, Status::Running, _) => "ready".to_owned(),
        (_, Status::Restarting, Some(retry)) => format!("{retry}{because}"),
        (Status::Stopping, Status::Waiting, _)
        | (_, Status::Stopped | Status::Completed | Status::Failed | Status::Unavailable, _) => {
            format!("{to}{because}")
        }
        _ => return None,
    };
    Some((record.number, format!("{}#{} {what}", record.daemon.as_ref()?, record.generation)))
}

pub(crate) fn all_to_be_told(records: &[Record]) -> Vec<Told> {
    records.iter().filter_map(to_be_told).collect()
}
