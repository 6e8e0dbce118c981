//! What is said, and in which phase of a run.

use std::collections::VecDeque;
use std::ffi::OsStr;
use std::fmt::Write;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sd_notify::NotifyState;
#[cfg(feature = "config")]
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Notify;

use super::line;
use super::socket::Socket;
use crate::system::SystemHealth;

#[derive(Debug)]
pub(super) struct Notifier {
    socket: Socket,
    /// In what time systemd wants to hear a ping, if in any.
    pub(super) watchdog: Option<Duration>,
    said: Mutex<Said>,
    readied: Notify,
    /// The status is to be looked at again: the phase is another, or there was no room for something.
    pub(super) nudged: Notify,
    warned: AtomicBool,
    /// What hears SIGHUP, until somebody does something about it.
    #[cfg(feature = "config")]
    hangups: Mutex<Option<Signal>>,
}

/// What has been said. Under one lock, so that no phase is told of after the next.
#[derive(Debug, Default)]
struct Said {
    phase: Phase,
    status: String,
    /// How many reloads go on that it was told of.
    #[cfg(feature = "config")]
    reloads: usize,
    /// What must be said and has not been, since there was no room.
    owed: VecDeque<String>,
}

/// Where a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// On its way up.
    #[default]
    Starting,
    /// All that is to start is up, or has failed once.
    Ready,
    /// On its way down, for this reason.
    Stopping(String),
}

impl Notifier {
    pub(super) fn open(address: &OsStr, watchdog: Option<Duration>) -> io::Result<Self> {
        Ok(Self {
            socket: Socket::open(address)?,
            watchdog,
            said: Mutex::default(),
            readied: Notify::new(),
            nudged: Notify::new(),
            warned: AtomicBool::new(false),
            #[cfg(feature = "config")]
            hangups: Mutex::default(),
        })
    }

    fn said(&self) -> MutexGuard<'_, Said> {
        self.said.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn ready(&self) {
        self.say(|said| {
            said.phase = Phase::Ready;
            must(&[NotifyState::Ready])
        });
        self.readied.notify_waiters();
        self.nudged.notify_one();
    }

    pub(super) fn is_ready(&self) -> bool {
        self.said().phase == Phase::Ready
    }

    pub(super) async fn until_ready(&self) {
        let readied = self.readied.notified();
        if self.said().phase == Phase::Starting {
            readied.await;
        }
    }

    /// From now on SIGHUP does not end the process, and none is lost that comes before somebody takes what hears it.
    #[cfg(feature = "config")]
    pub(super) fn listen_for_hangups(&self) {
        match signal(SignalKind::hangup()) {
            Ok(hangups) => *self.hangups() = Some(hangups),
            Err(error) => tracing::warn!(%error, "SIGHUP cannot be listened for: it does not reload the configuration"),
        }
    }

    #[cfg(feature = "config")]
    pub(super) fn take_hangups(&self) -> Option<Signal> {
        self.hangups().take()
    }

    #[cfg(feature = "config")]
    fn hangups(&self) -> MutexGuard<'_, Option<Signal>> {
        self.hangups.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says whether it was said: before the start is over, and after the end has begun, a reload is nobody's business.
    #[cfg(feature = "config")]
    pub(super) fn reloading(&self) -> bool {
        let mut is_ready = false;
        self.say(|said| {
            is_ready = said.phase == Phase::Ready;
            said.reloads += usize::from(is_ready);
            let now = NotifyState::monotonic_usec_now().ok();
            let states: Vec<_> = [NotifyState::Reloading].into_iter().chain(now).collect();
            is_ready.then(|| must(&states)).flatten()
        });
        is_ready
    }

    /// One of those that were told of is over. While another goes on it is not ready.
    #[cfg(feature = "config")]
    pub(super) fn reloaded(&self) {
        self.say(|said| {
            said.reloads -= 1;
            (said.phase == Phase::Ready && said.reloads == 0).then(|| must(&[NotifyState::Ready])).flatten()
        });
    }

    /// Ends within that time, whatever systemd would have allowed otherwise.
    pub(super) fn stopping(&self, why: &str, within: Duration) {
        let micros = u32::try_from(within.as_micros()).unwrap_or(u32::MAX);
        self.say(|said| {
            said.phase = Phase::Stopping(why.to_owned());
            must(&[NotifyState::Stopping, NotifyState::ExtendTimeoutUsec(micros)])
        });
        self.nudged.notify_one();
    }

    pub(super) fn pinged(&self) {
        // One for which there is no room is made up for by the next.
        self.say(|said| (said.phase == Phase::Ready).then(|| text(&[NotifyState::Watchdog])).map(Message::May));
    }

    pub(super) fn tell_status(&self, health: &SystemHealth) {
        let phase = self.said().phase.clone();
        self.status(&line::of(&phase, health));
    }

    /// As one line, and only if it is another.
    pub(super) fn status(&self, status: &str) {
        let status = line::fitting(status);
        self.say(|said| {
            let is_new = said.status != status;
            said.status.clone_from(&status);
            is_new.then(|| Message::May(text(&[NotifyState::Status(&status)])))
        });
    }

    /// Whether something must be said again.
    pub(super) fn owes(&self) -> bool {
        !self.said().owed.is_empty()
    }

    /// Says what there is to say, after all that is owed. Nobody but systemd is called under the lock.
    fn say(&self, what: impl FnOnce(&mut Said) -> Option<Message>) {
        let told = {
            let mut said = self.said();
            let message = what(&mut said);
            self.tell(&mut said, message)
        };
        let Err(error) = told else { return };
        if error.kind() == io::ErrorKind::WouldBlock {
            self.nudged.notify_one();
        } else if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(%error, "systemd cannot be told how this goes; that is said once");
        }
    }

    fn tell(&self, said: &mut Said, message: Option<Message>) -> io::Result<()> {
        let may = match message {
            Some(Message::Must(text)) => {
                said.owed.push_back(text);
                None
            }
            Some(Message::May(text)) => Some(text),
            None => None,
        };
        let told = self.settle(said).and_then(|()| may.map_or(Ok(()), |text| self.socket.send(&text)));
        if told.is_err() {
            // It is told whenever there is room again.
            said.status.clear();
        }
        told
    }

    fn settle(&self, said: &mut Said) -> io::Result<()> {
        while let Some(text) = said.owed.front() {
            if let Err(error) = self.socket.send(text) {
                if error.kind() != io::ErrorKind::WouldBlock {
                    said.owed.clear();
                }
                return Err(error);
            }
            said.owed.pop_front();
        }
        Ok(())
    }
}

enum Message {
    /// Said as soon as there is room.
    Must(String),
    /// Said if there is room now.
    May(String),
}

#[expect(clippy::unnecessary_wraps, reason = "what `say` takes")]
fn must(states: &[NotifyState<'_>]) -> Option<Message> {
    Some(Message::Must(text(states)))
}

fn text(states: &[NotifyState<'_>]) -> String {
    let mut text = String::new();
    for state in states {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{state}");
    }
    text
}
