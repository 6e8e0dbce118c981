//! How long runs take: a few figures and a histogram, written by one task and read by anybody.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use super::counts::{add, bump};

/// How long the runs of a handler take, or of all handlers of a daemon: of those that were timed.
///
/// Every run that suspends is timed, every run of a schedule, a deferred call, a check, an `#[on_ready]` or an interval of a
/// second or more, and of other handlers one run in 64; that one then stands for those before it. A run that nobody
/// had expected to suspend is timed from the moment when it did.
///
/// A run is timed from its beginning to its end, with all that it waits for. One that panics or is cut off has no end.
/// The clock is tokio's, which a test may drive.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunTimes {
    /// How many runs were timed.
    pub timed: u64,
    /// How long the last of them took.
    pub last: Duration,
    /// How long a run takes on average.
    pub average: Duration,
    /// Half of the runs take no longer, to within 7 %.
    pub p50: Duration,
    /// Of a hundred runs 99 take no longer, to within 7 %.
    pub p99: Duration,
    /// How long the longest took.
    pub max: Duration,
}

/// The runs of one handler that were timed. Only the daemon's own task writes.
#[derive(Debug)]
pub(crate) struct Times {
    timed: AtomicU64,
    /// How many runs those that were timed stand for.
    runs: AtomicU64,
    /// In nanoseconds, as all that follows: of all runs that they stand for.
    sum: AtomicU64,
    last: AtomicU64,
    /// When that was, after the beginning of the system.
    ended: AtomicU64,
    min: AtomicU64,
    max: AtomicU64,
    buckets: Buckets,
}

impl Default for Times {
    fn default() -> Self {
        let zero = AtomicU64::default;
        let min = AtomicU64::new(u64::MAX);
        let buckets = Buckets::default();
        Self { timed: zero(), runs: zero(), sum: zero(), last: zero(), ended: zero(), min, max: zero(), buckets }
    }
}

impl Times {
    /// How many runs those that were timed stand for.
    pub(super) fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// A run took so long that has `ended` so long after the beginning. It stands for so many.
    pub(super) fn note(&self, took: Duration, ended: Duration, stands_for: u64) {
        let took = nanos(took);
        bump(&self.timed);
        add(&self.runs, stands_for);
        add(&self.sum, took.saturating_mul(stands_for));
        self.last.store(took, Ordering::Relaxed);
        self.ended.store(nanos(ended), Ordering::Relaxed);
        self.min.store(self.min.load(Ordering::Relaxed).min(took), Ordering::Relaxed);
        self.max.store(self.max.load(Ordering::Relaxed).max(took), Ordering::Relaxed);
        self.buckets.note(took, stands_for);
    }

    /// What `all` say together; none if nothing was timed.
    pub(crate) fn read(all: &[&Self]) -> Option<RunTimes> {
        let read = |part: fn(&Self) -> &AtomicU64| all.iter().map(move |times| part(times).load(Ordering::Relaxed));
        let timed = read(|times| &times.timed).sum();
        let (_, last) = read(|times| &times.ended).zip(read(|times| &times.last)).max()?;
        let runs: u64 = read(|times| &times.runs).sum();
        let sum = read(|times| &times.sum).fold(0, u64::saturating_add);
        let min = read(|times| &times.min).min().unwrap_or_default();
        let max = read(|times| &times.max).max().unwrap_or_default();
        let buckets: Vec<u64> = (0..BUCKETS).map(|at| all.iter().map(|times| times.buckets.get(at)).sum()).collect();
        let of = |share| Duration::from_nanos(quantile(&buckets, share).clamp(min.min(max), max));
        Some(RunTimes {
            timed,
            last: Duration::from_nanos(last),
            average: Duration::from_nanos(sum / runs.max(1)),
            p50: of(0.50),
            p99: of(0.99),
            max: Duration::from_nanos(max),
        })
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

/// So many buckets for each doubling of the time, and for what is under a microsecond.
const EACH: usize = 8;
/// Up to some 36 minutes; what takes longer is in the last.
const BUCKETS: usize = 32 * EACH;
/// The narrowest bucket is so many doublings of a nanosecond.
const FINEST: u32 = 7;

/// How many runs took about so long. All at once, a kilobyte for each handler that runs: what falls into a bucket that was not
/// there would be an allocation at a time when nobody expects one.
#[derive(Debug)]
struct Buckets([AtomicU32; BUCKETS]);

impl Default for Buckets {
    fn default() -> Self {
        Self([const { AtomicU32::new(0) }; BUCKETS])
    }
}

impl Buckets {
    fn note(&self, nanos: u64, runs: u64) {
        let (count, runs) = (&self.0[bucket(nanos)], u32::try_from(runs).unwrap_or(u32::MAX));
        if count.load(Ordering::Relaxed).checked_add(runs).is_none() {
            // Of more than four thousand million, what is older counts half.
            self.0.iter().for_each(|count| count.store(count.load(Ordering::Relaxed) / 2, Ordering::Relaxed));
        }
        count.store(count.load(Ordering::Relaxed).saturating_add(runs), Ordering::Relaxed);
    }

    fn get(&self, at: usize) -> u64 {
        self.0[at].load(Ordering::Relaxed).into()
    }
}

/// The bucket of this time: of equal width under 1,024 ns, and then eight for each doubling.
fn bucket(nanos: u64) -> usize {
    let units = nanos >> FINEST;
    let Some(doublings) = units.checked_ilog2().and_then(|log| log.checked_sub(EACH.ilog2())) else {
        return index(units);
    };
    // The highest four bits, of which the first is one.
    let first = units >> doublings;
    (index(first) + EACH * doublings as usize).min(BUCKETS - 1)
}

/// The first nanosecond that falls into this bucket.
fn beginning(bucket: usize) -> u64 {
    match (bucket / EACH).checked_sub(1) {
        None => (bucket as u64) << FINEST,
        Some(doublings) => ((bucket % EACH + EACH) as u64) << (FINEST as usize + doublings),
    }
}

#[allow(clippy::cast_possible_truncation, reason = "it is less than sixteen")]
fn index(units: u64) -> usize {
    units as usize
}

/// The middle of the bucket in which the run stands that so large a share takes no longer than. The last bucket has no end.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank is a count")]
fn quantile(buckets: &[u64], share: f64) -> u64 {
    let all: u64 = buckets.iter().sum();
    let rank = ((all as f64 * share).ceil() as u64).max(1);
    let mut seen = 0;
    let found = buckets.iter().position(|runs| {
        seen += runs;
        seen >= rank
    });
    match found {
        None => 0,
        Some(bucket) if bucket + 1 == BUCKETS => u64::MAX,
        Some(bucket) => u64::midpoint(beginning(bucket), beginning(bucket + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_is_in_the_bucket_that_begins_before_it_and_ends_after() {
        for nanos in (0..5_000).chain((0..40).flat_map(|log| [(1 << log) - 1, 1 << log, (1 << log) + 1, 3 << log])) {
            let bucket = bucket(nanos);
            assert!((beginning(bucket)..beginning(bucket + 1)).contains(&nanos), "{nanos} is not in {bucket}");
        }
        assert_eq!(bucket(u64::MAX), BUCKETS - 1);
    }

    #[test]
    fn buckets_are_narrow() {
        for bucket in EACH..BUCKETS {
            let (from, to) = (beginning(bucket), beginning(bucket + 1));
            assert!((to - from) * 8 <= from, "{bucket}: {from} to {to}");
        }
    }

    #[test]
    fn of_very_many_runs_the_older_count_half() {
        let times = Times::default();
        let second = Duration::from_secs(1);
        times.note(second, second, u64::from(u32::MAX) - 1);
        times.note(60 * second, second, u64::from(u32::MAX) / 2 + 64);
        times.note(second, second, 64);
        let read = Times::read(&[&times]).unwrap();
        assert_eq!((read.timed, read.max), (3, 60 * second));
        assert!(read.p50 < 2 * second && read.p99 > 50 * second, "{read:?}");
    }

    #[test]
    fn what_takes_very_long_is_the_longest() {
        let (times, week) = (Times::default(), Duration::from_secs(7 * 24 * 3600));
        times.note(week, week, 1);
        let read = Times::read(&[&times]).unwrap();
        assert_eq!([read.p50, read.p99, read.average, read.max], [week; 4]);
    }

    #[test]
    fn figures_are_of_all_runs_that_were_timed_or_are_stood_for() {
        let (times, other) = (Times::default(), Times::default());
        assert_eq!(Times::read(&[]), None);
        let second = Duration::from_secs(1);
        for number in 1..=9 {
            times.note(second, number * second, 10);
        }
        times.note(20 * second, 10 * second, 10);
        other.note(2 * second, 5 * second, 1);
        let one = Times::read(&[&times]).unwrap();
        assert_eq!((one.timed, one.last, one.max), (10, 20 * second, 20 * second));
        assert_eq!(one.average, Duration::from_millis(2_900));
        let near = |is: Duration, to: Duration| is.abs_diff(to) <= to * 7 / 100;
        assert!(near(one.p50, second) && near(one.p99, 20 * second), "{one:?}");
        let both = Times::read(&[&other, &times]).unwrap();
        assert_eq!((both.timed, both.last), (11, 20 * second), "the last is the latest");
        assert_eq!(both.average, Duration::from_nanos(292_000_000_000 / 101));
        let alone = Times::read(&[&other]).unwrap();
        assert_eq!(
            (alone.p50, alone.p99, alone.average),
            (2 * second, 2 * second, 2 * second),
            "no more than the longest"
        );
    }
}
