//! How far a durable journal has come, and what its writer does next: pure, without a clock or a thread.

use std::sync::Arc;
use std::time::Duration;

/// How often a write is tried after the end of the run: for a second and a half, less than a shutdown waits.
const LAST_TRIES: u32 = 15;

/// The pause before each of those.
const LAST_PAUSE: Duration = Duration::from_millis(100);

/// The longest pause before a write is tried again.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// How far a durable journal has come.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that do not exclude each other")]
pub(super) struct Progress {
    /// The last record that was written, or that was lost before it could be.
    pub(super) cursor: u64,
    /// How many were lost.
    pub(super) lost: u64,
    /// Whether some were the last time.
    losing: bool,
    /// How many of them a flush has told of.
    pub(super) told: u64,
    /// Why the last attempt failed, if it did.
    pub(super) error: Option<Arc<str>>,
    /// How many attempts have begun.
    pub(super) attempts: u64,
    /// Which of them was the last to fail.
    pub(super) failed: u64,
    /// How many failed in a row.
    failures: u32,
    /// The pause after the last failure is over.
    rested: bool,
    /// Somebody wants an attempt now.
    prompted: bool,
    /// The writer sleeps until something is appended.
    idle: bool,
    /// The journal knows of the run.
    pub(super) begun: bool,
    pub(super) closing: Closing,
    /// The journal was told of the end of the run.
    pub(super) ended: bool,
    /// The writer is gone.
    pub(super) over: bool,
}

/// Whether more is to come.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub(super) enum Closing {
    /// It is.
    #[default]
    No,
    /// The run has ended.
    Ended,
    /// Nobody holds the journal any more, and the run has not ended.
    Abandoned,
}

/// What the writer does next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Tries to begin the run.
    Begin,
    /// Tries to write what is after the cursor.
    Write,
    /// Tries to end the run.
    End,
    /// Waits for so long, or until it is prompted.
    Pause(Duration),
    /// Waits for an append.
    Sleep,
    /// Ends.
    Leave,
}

impl Progress {
    /// What is next, if the record numbered `last` is the last.
    pub(super) fn next(&mut self, last: u64) -> Next {
        if self.failures > 0 && !self.rested && !std::mem::take(&mut self.prompted) {
            if self.closing == Closing::No {
                return Next::Pause(pause(self.failures));
            }
            return if self.failures > LAST_TRIES { Next::Leave } else { Next::Pause(LAST_PAUSE) };
        }
        self.prompted = false;
        let next = match self.closing {
            _ if !self.begun => Next::Begin,
            _ if self.cursor < last => Next::Write,
            Closing::Ended if !self.ended => Next::End,
            Closing::Ended | Closing::Abandoned => Next::Leave,
            Closing::No => Next::Sleep,
        };
        match next {
            Next::Begin | Next::Write | Next::End => self.attempts += 1,
            Next::Sleep => self.idle = true,
            Next::Pause(_) | Next::Leave => {}
        }
        next
    }

    /// Something was appended. Says whether the writer is to be woken.
    pub(super) fn appended(&mut self) -> bool {
        std::mem::take(&mut self.idle)
    }

    pub(super) fn is_asleep(&self) -> bool {
        self.idle && self.closing == Closing::No
    }

    pub(super) fn is_prompted(&self) -> bool {
        self.prompted
    }

    /// A pause is to be cut short, now or when it begins.
    pub(super) fn prompt(&mut self) {
        self.prompted = true;
    }

    pub(super) fn rest(&mut self) {
        self.rested = true;
    }

    /// No more is to come.
    pub(super) fn close(&mut self, how: Closing) {
        if self.closing == Closing::No {
            self.closing = how;
            // The tries that count are those from here on.
            self.failures = self.failures.min(1);
            self.prompt();
        }
    }

    /// Those up to `first`, exclusively, can no longer be written. Says whether that is news: some are lost, though nothing
    /// fails, and none were the last time.
    pub(super) fn skip_to(&mut self, first: u64) -> bool {
        let gone = first.saturating_sub(self.cursor + 1);
        self.lost += gone;
        self.cursor += gone;
        let began = gone > 0 && !self.losing && self.failures == 0;
        self.losing = gone > 0;
        began
    }

    /// An attempt came to its end. Says whether it was the first to fail, or the first to succeed after a failure.
    pub(super) fn came_to(&mut self, outcome: Result<(), Arc<str>>) -> bool {
        let failed_before = self.failures > 0;
        match outcome {
            Ok(()) => (self.failures, self.error) = (0, None),
            Err(error) => {
                self.failures = self.failures.saturating_add(1);
                (self.error, self.failed, self.rested) = (Some(error), self.attempts, false);
            }
        }
        failed_before != self.error.is_some()
    }
}

/// A second, and twice as long each time.
fn pause(failures: u32) -> Duration {
    Duration::from_secs(1 << (failures - 1).min(5)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begun() -> Progress {
        Progress { begun: true, ..Progress::default() }
    }

    fn fail(progress: &mut Progress) -> bool {
        progress.came_to(Err("as planned".into()))
    }

    #[test]
    fn a_run_begins_is_written_and_ends() {
        let mut progress = Progress::default();
        assert_eq!(progress.next(3), Next::Begin);
        progress.begun = true;
        assert_eq!(progress.next(3), Next::Write);
        progress.cursor = 3;
        assert_eq!(progress.next(3), Next::Sleep);
        assert!(progress.is_asleep() && progress.appended() && !progress.appended(), "woken once");
        progress.close(Closing::Ended);
        assert_eq!(progress.next(4), Next::Write);
        progress.cursor = 4;
        assert_eq!(progress.next(4), Next::End);
        progress.ended = true;
        assert_eq!(progress.next(4), Next::Leave);
    }

    #[test]
    fn a_run_that_is_abandoned_is_written_and_not_ended() {
        let mut progress = begun();
        progress.close(Closing::Abandoned);
        assert_eq!(progress.next(1), Next::Write);
        progress.cursor = 1;
        assert_eq!(progress.next(1), Next::Leave);
    }

    #[test]
    fn pauses_grow_from_a_second_to_thirty() {
        let mut progress = begun();
        let mut pauses = Vec::new();
        for _ in 0..8 {
            assert_eq!(progress.next(1), Next::Write);
            fail(&mut progress);
            let Next::Pause(pause) = progress.next(1) else { panic!("it pauses after a failure") };
            pauses.push(pause.as_secs());
            progress.rest();
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 30, 30, 30]);
    }

    #[test]
    fn a_prompt_cuts_one_pause_short() {
        let mut progress = begun();
        assert_eq!(progress.next(1), Next::Write);
        progress.prompt();
        fail(&mut progress);
        assert_eq!(progress.next(1), Next::Write, "prompted while it was being tried");
        fail(&mut progress);
        assert!(matches!(progress.next(1), Next::Pause(_)));
    }

    #[test]
    fn a_streak_is_told_at_its_start_and_end() {
        let mut progress = begun();
        let told: Vec<bool> = [false, true, true, false, false, true, false]
            .map(|fails| if fails { fail(&mut progress) } else { progress.came_to(Ok(())) })
            .into();
        assert_eq!(told, [false, true, false, true, false, true, true]);
    }

    #[test]
    fn what_is_gone_is_counted_once() {
        let mut progress = begun();
        progress.cursor = 10;
        assert!(!progress.skip_to(11));
        assert_eq!((progress.lost, progress.cursor), (0, 10));
        assert!(progress.skip_to(16));
        assert!(!progress.skip_to(16));
        assert_eq!((progress.lost, progress.cursor), (5, 15));
        let told = [20, 30, 30, 40].map(|first| progress.skip_to(first));
        assert_eq!(told, [true, false, false, true], "at the start of each streak");
        fail(&mut progress);
        progress.skip_to(40);
        assert!(!progress.skip_to(50), "the failure was told of, and its end will be");
    }

    #[test]
    fn after_the_end_it_is_tried_for_a_bounded_time() {
        let mut progress = begun();
        for _ in 0..100 {
            fail(&mut progress);
        }
        progress.close(Closing::Ended);
        let mut tries = 0;
        let mut paused = Duration::ZERO;
        loop {
            match progress.next(1) {
                Next::Write => {
                    tries += 1;
                    fail(&mut progress);
                }
                Next::Pause(pause) => {
                    paused += pause;
                    progress.rest();
                }
                Next::Leave => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!((tries, paused), (15, Duration::from_millis(1400)));
    }
}
