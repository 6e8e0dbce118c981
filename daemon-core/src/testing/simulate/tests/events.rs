//! What is published and what becomes of it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::super::{Generator, Moment, Random};
use crate::lifecycle::Status;
use crate::lifecycle::journal::{Command, Record, What};
use crate::prelude::*;

/// Two types, so that order across types counts. The number is common to both.
#[derive(Event)]
#[event(crate = crate)]
pub(super) struct Ping(pub(super) u64);

/// See [`Ping`].
#[derive(Event)]
#[event(crate = crate)]
pub(super) struct Pong(pub(super) u64);

/// What each daemon has begun to handle, in order.
#[derive(Clone, Default)]
pub(super) struct Seen(Arc<Mutex<BTreeMap<String, Vec<u64>>>>);

impl Seen {
    pub(super) fn note(&self, daemon: &str, number: u64) {
        self.seen().entry(daemon.to_owned()).or_default().push(number);
    }

    fn seen(&self) -> MutexGuard<'_, BTreeMap<String, Vec<u64>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was published, by number: the last records of the journal before and after, and who has not got it.
#[derive(Clone, Default)]
pub(super) struct Sent(Arc<Mutex<Vec<Publish>>>);

#[derive(Clone)]
struct Publish {
    before: u64,
    /// None while it waits for room.
    after: Option<u64>,
    without: BTreeSet<String>,
}

impl Sent {
    fn sent(&self) -> MutexGuard<'_, Vec<Publish>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Publishes numbered events of either type.
pub(super) fn generator() -> Generator {
    Arc::new(|random: &mut Random, system: &System| {
        let (is_ping, count, system) = (random.once_in(2), random.number(1..6), system.clone());
        Box::pin(async move {
            let sent = system.supervisor().resources.get::<Sent>().expect("it is given");
            for _ in 0..count {
                let before = system.journal().last();
                let number = {
                    let mut sent = sent.sent();
                    sent.push(Publish { before, after: None, without: BTreeSet::new() });
                    sent.len() - 1
                };
                let event = number as u64;
                let outcome =
                    if is_ping { system.publish(Ping(event)).await } else { system.publish(Pong(event)).await };
                let mut sent = sent.sent();
                sent[number].after = Some(system.journal().last());
                if let Err(error) = outcome {
                    sent[number].without = error.daemons.into_iter().collect();
                }
            }
        })
    })
}

pub(super) fn are_in_order(moment: &Moment<'_>) -> Result {
    let seen = moment.resource::<Seen>()?;
    for (daemon, numbers) in &*seen.seen() {
        if !numbers.is_sorted_by(|one, next| one < next) {
            return Err(format!("{daemon} has begun {numbers:?}").into());
        }
    }
    Ok(())
}

/// Of a daemon that was never at rest between its first start and the end, everything is known.
pub(super) fn are_accounted_for(moment: &Moment<'_>) -> Result {
    if !moment.is_end() {
        return Ok(());
    }
    let (seen, sent) = (moment.resource::<Seen>()?, moment.resource::<Sent>()?);
    let records = moment.records();
    let end = records.iter().find(|record| record.what == What::ShuttingDown).map_or(u64::MAX, |record| record.number);
    for daemon in moment.system().statuses() {
        let own = records.iter().filter(|record| record.daemon.as_deref() == Some(&*daemon.name));
        let moves = own.clone().filter_map(|record| match record.what {
            What::Moved { to, .. } => Some((record.number, to)),
            _ => None,
        });
        let first = moves.clone().find(|(_, to)| *to == Status::Starting).map_or(u64::MAX, |(number, _)| number);
        let always = moves.clone().all(|(number, to)| number < first || number > end || !to.is_at_rest());
        let takes_mail = |before, after| {
            let at_first = moves.clone().take_while(|(number, _)| *number <= before).last();
            let meanwhile = moves.clone().filter(|(number, _)| (before + 1..=after).contains(number));
            at_first.into_iter().chain(meanwhile).all(|(number, status)| match status {
                Status::Stopping => false,
                Status::Waiting => is_between_generations(&records, &daemon.name, number),
                _ => true,
            })
        };
        let handlers = daemon.handlers.iter().filter(|handler| matches!(handler.name, "ping" | "pong"));
        if !always || handlers.clone().count() == 0 {
            continue;
        }
        let lost = own.filter_map(|record| match record.what {
            What::Lost { count, in_hand: false, .. } => Some(count),
            _ => None,
        });
        let lost: u64 = lost.sum();
        let begun: u64 = handlers.map(|handler| handler.runs).sum();
        let seen: BTreeSet<u64> = seen.seen().get(&daemon.name).into_iter().flatten().copied().collect();
        let sent = sent.sent();
        let missing = sent.iter().enumerate().filter(|(number, publish)| {
            let due = publish.before >= first && publish.after.is_some_and(|after| after < end);
            let due = due && publish.after.is_some_and(|after| takes_mail(publish.before, after));
            due && !publish.without.contains(&daemon.name) && !seen.contains(&(*number as u64))
        });
        let missing: Vec<usize> = missing.map(|(number, _)| number).collect();
        // A handler that was struck or killed at once has begun and seen nothing.
        let known = begun - seen.len() as u64 + lost;
        if missing.len() as u64 > known {
            return Err(format!("{} has not seen {missing:?}, and {known} are known to be lost", daemon.name).into());
        }
    }
    Ok(())
}

/// Whether `daemon`, which is Waiting since the record `number`, never was on its way to be gone for good: one that is told
/// to start after all takes mail again when it does.
fn is_between_generations(records: &[Record], daemon: &str, number: u64) -> bool {
    let mut told_nothing_else = true;
    for record in records.iter().rev().skip_while(|record| record.number >= number) {
        match record.what {
            What::Moved { to: Status::Stopping, .. } if record.daemon.as_deref() == Some(daemon) => {
                return told_nothing_else && is_to_come_back(records, daemon, record.number);
            }
            What::Commanded(_) => told_nothing_else = false,
            _ => {}
        }
    }
    false
}

/// Whether nobody was told to stop in the life of `daemon` that ended with the record `number`.
fn is_to_come_back(records: &[Record], daemon: &str, number: u64) -> bool {
    let life = records.iter().rev().skip_while(|record| record.number >= number).take_while(|record| {
        let begins = matches!(record.what, What::Moved { to: Status::Starting, .. });
        !(begins && record.daemon.as_deref() == Some(daemon))
    });
    life.into_iter().all(|record| record.what != What::Commanded(Command::Stop))
}
