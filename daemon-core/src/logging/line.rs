//! One line of the log, as data.

use std::borrow::Cow;
use std::fmt::{self, Write};
use std::sync::Arc;
use std::time::SystemTime;

use tracing::field::{Field, Visit};
use tracing::{Level, Metadata};

/// A line that was logged by a daemon, or about one.
///
/// Displayed, it is one line of text without the time: `INFO user#2 refresh: 3 personas  stale=1`.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct LogLine {
    /// One more with each line that its [`Logs`](crate::Logs) records, of whichever daemon, from 1.
    pub number: u64,
    /// When, by the wall clock.
    pub at: SystemTime,
    /// How severe.
    pub level: Level,
    /// Which module logged it, unless it says otherwise.
    pub target: &'static str,
    /// Whose line it is.
    pub daemon: Arc<str>,
    /// Of which life; none if it is about the daemon as a whole.
    pub generation: Option<u64>,
    /// In which system that is: which daemon of that name.
    pub(super) unit: u64,
    /// The method that it was logged in, or that it is about. None of what child tasks log.
    pub handler: Option<Cow<'static, str>>,
    /// What it says. A line has room for 16 KiB of text, its fields included; what is cut off is counted at the end.
    pub message: String,
    /// What it says beside, in the order in which it was written; as text.
    pub fields: Vec<(&'static str, String)>,
}

impl LogLine {
    /// Whether `text` is in its message or in one of its values. Upper and lower case are two.
    pub fn contains(&self, text: &str) -> bool {
        self.message.contains(text) || self.fields.iter().any(|(_, value)| value.contains(text))
    }

    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| *field == name).map(|(_, value)| value.as_str())
    }
}

impl fmt::Display for LogLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.level, self.daemon)?;
        if let Some(generation) = self.generation {
            write!(f, "#{generation}")?;
        }
        if let Some(handler) = &self.handler {
            write!(f, " {handler}")?;
        }
        write!(f, ": {}", self.message)?;
        for (place, (name, value)) in self.fields.iter().enumerate() {
            write!(f, "{}{name}={value}", if place == 0 { "  " } else { " " })?;
        }
        Ok(())
    }
}

/// What an event says. Reading it runs the user's `Debug` and `Display`: with no lock held.
#[derive(Debug, Default)]
pub(super) struct Said {
    pub(super) message: String,
    pub(super) fields: Vec<(&'static str, String)>,
    /// Whom it names, if the runtime itself says it.
    pub(super) daemon: Option<String>,
    pub(super) generation: Option<u64>,
    pub(super) handler: Option<String>,
    by_runtime: bool,
    /// How many bytes have been taken.
    size: usize,
}

/// How many bytes of text a line has room for.
const ROOM: usize = 16 * 1024;

/// Takes text as long as there is room for it, and counts the rest.
struct Cut {
    text: String,
    room: usize,
    over: usize,
}

impl Cut {
    fn finish(mut self) -> String {
        if self.over > 0 {
            // This is short, and is not counted itself.
            let _ = write!(self.text, "… ({} bytes more)", self.over);
        }
        self.text
    }
}

impl Write for Cut {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        // Once something has been cut off, nothing follows it.
        let room = if self.over == 0 { self.room - self.text.len() } else { 0 };
        let taken = (0..=room.min(piece.len())).rev().find(|&end| piece.is_char_boundary(end)).unwrap_or_default();
        self.text.push_str(&piece[..taken]);
        self.over += piece.len() - taken;
        Ok(())
    }
}

impl Said {
    pub(super) fn by(metadata: &Metadata<'_>) -> Self {
        let target = metadata.target();
        // This crate, or a part of it; not another whose name begins with the same letters.
        let rest = target.strip_prefix(env!("CARGO_CRATE_NAME"));
        Self { by_runtime: rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("::")), ..Self::default() }
    }

    /// Whether it may say by itself whose it is.
    pub(super) fn may_name(&self, metadata: &Metadata<'_>) -> bool {
        self.by_runtime && metadata.fields().field("daemon").is_some()
    }

    /// Takes what `write` writes.
    fn take(&mut self, field: &Field, write: impl FnOnce(&mut Cut) -> fmt::Result) {
        let mut cut = Cut { text: String::new(), room: ROOM - self.size, over: 0 };
        // One that fails has said what it could.
        let _ = write(&mut cut);
        // Behind something that was cut off nothing else is half there.
        self.size = if cut.over > 0 { ROOM } else { self.size + cut.text.len() };
        let text = cut.finish();
        match field.name() {
            "message" => self.message = text,
            "daemon" if self.by_runtime => self.daemon = Some(text),
            "handler" if self.by_runtime => self.handler = Some(text),
            name => self.fields.push((name, text)),
        }
    }
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.take(field, |text| write!(text, "{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.take(field, |text| text.write_str(value));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        if self.by_runtime && field.name() == "generation" {
            // Before its first life a daemon has none.
            self.generation = Some(value).filter(|generation| *generation > 0);
        } else {
            self.take(field, |text| write!(text, "{value}"));
        }
    }
}
