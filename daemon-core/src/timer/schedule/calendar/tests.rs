//! What is done to the wall clock, and what fires.

use jiff::{Timestamp, Zoned};

use super::*;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Both clocks, and a schedule that looks at them.
struct World {
    calendar: Calendar,
    wall: Wall,
    at: Instant,
    fired: Vec<String>,
    skipped: u64,
    missed: u64,
    late: u64,
    looks: u64,
}

fn wall(moment: &str) -> Wall {
    moment.parse::<Zoned>().unwrap().timestamp().as_millisecond()
}

impl World {
    fn new(expression: &str, missed: MissedTime, beginning: &str) -> Self {
        let schedule = Schedule::parse(expression, "UTC").unwrap();
        let (wall, at) = (wall(&format!("{beginning}[UTC]")), Instant::now());
        let calendar = Calendar::starting(schedule, missed, wall, at);
        Self { calendar, wall, at, fired: Vec::new(), skipped: 0, missed: 0, late: 0, looks: 0 }
    }

    /// Both clocks go on, and nobody looks.
    fn busy(&mut self, seconds: u64) {
        self.wall += i64::try_from(seconds * 1_000).unwrap();
        self.at += Duration::from_secs(seconds);
    }

    /// The machine is asleep.
    fn asleep(&mut self, seconds: u64) {
        self.wall += i64::try_from(seconds * 1_000).unwrap();
    }

    fn set(&mut self, moment: &str) {
        self.wall = wall(&format!("{moment}[UTC]"));
    }

    /// Looks, fires, and sleeps as long as it is told, for so long.
    fn run(&mut self, seconds: u64) {
        let end = self.at + Duration::from_secs(seconds);
        loop {
            self.looks += 1;
            match self.calendar.look(self.wall, self.at) {
                None => self.fire(),
                Some(wait) => {
                    assert!(!wait.is_zero() && wait <= LOOK);
                    let wait = wait.min(end - self.at);
                    self.wall += i64::try_from(wait.as_millis()).unwrap();
                    self.at += wait;
                    if self.at >= end && self.calendar.look(self.wall, self.at).is_some() {
                        return;
                    }
                }
            }
        }
    }

    fn fire(&mut self) {
        let Passed { struck, missed } = self.calendar.fire(self.wall, self.at);
        if struck.fires {
            let now = Timestamp::from_millisecond(self.wall).unwrap();
            self.fired.push(now.strftime("%m-%d %H:%M:%S").to_string());
        }
        self.skipped += struck.skipped;
        self.missed += missed;
        self.late += u64::from(struck.late);
    }

    /// When it fired since this was last asked.
    fn fired(&mut self) -> Vec<String> {
        std::mem::take(&mut self.fired)
    }

    /// Skipped, missed, late.
    fn counts(&self) -> [u64; 3] {
        [self.skipped, self.missed, self.late]
    }
}

#[test]
fn in_time() {
    let mut world = World::new("0 2 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.run(3 * DAY);
    assert_eq!(world.fired(), ["05-02 02:00:00", "05-03 02:00:00", "05-04 02:00:00"]);
    assert_eq!(world.counts(), [0, 0, 0]);
    // Once a minute, and for each time.
    assert!(world.looks <= 3 * 24 * 60 + 8, "{}", world.looks);
}

#[test]
fn asleep_for_three_nights() {
    let mut world = World::new("0 2 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.asleep(3 * DAY);
    world.run(DAY);
    assert_eq!(world.fired(), ["05-04 12:00:00", "05-05 02:00:00"]);
    assert_eq!(world.counts(), [0, 2, 1]);

    let mut world = World::new("0 2 * * *", MissedTime::Skip, "2026-05-01T12:00:00+00:00");
    world.asleep(3 * DAY);
    world.run(DAY);
    assert_eq!(world.fired(), ["05-05 02:00:00"]);
    assert_eq!(world.counts(), [0, 3, 0]);
}

#[test]
fn skip_allows_for_a_minute() {
    for (late, fired, counts) in [(60, vec!["05-04 02:01:00"], [0, 2, 1]), (61, vec![], [0, 3, 0])] {
        let mut world = World::new("0 2 * * *", MissedTime::Skip, "2026-05-01T12:00:00+00:00");
        world.asleep(2 * DAY + 14 * HOUR + late);
        world.run(MINUTE);
        assert_eq!((world.fired(), world.counts()), (fired.into_iter().map(str::to_owned).collect(), counts));
    }
}

#[test]
fn busy_is_skipped_and_asleep_is_missed() {
    for (missed, fires) in [(MissedTime::Once, 1), (MissedTime::Skip, 0)] {
        let mut world = World::new("*/10 * * * *", missed, "2026-05-01T12:00:00+00:00");
        // 12:10 and 12:20 while it is busy; 12:30, :40 and :50 asleep; 13:00 and 13:10 busy.
        world.busy(25 * MINUTE);
        world.asleep(30 * MINUTE);
        world.calendar.look(world.wall, world.at);
        world.busy(18 * MINUTE);
        world.run(10);
        assert_eq!(world.fired().len(), fires, "{missed:?}");
        // Where it cannot be told apart, it is missed.
        assert_eq!(world.counts(), [2, 5 - fires as u64, fires as u64], "{missed:?}");
        world.run(10 * MINUTE);
        assert_eq!(world.fired(), ["05-01 13:20:00"]);
    }
}

#[test]
fn a_year_asleep_is_one_run_and_a_number() {
    let mut world = World::new("* * * * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.asleep(365 * DAY);
    world.looks = 0;
    world.run(5);
    assert_eq!(world.fired().len(), 1 + 5);
    assert_eq!(world.counts(), [0, 365 * DAY - 1, 1]);
    assert!(world.looks < 20, "{}", world.looks);
}

#[test]
fn put_back_a_fixed_time_that_has_fired_does_not_fire_again() {
    for back_to in ["05-02T01:59:59", "05-02T01:00:00", "05-01T14:00:00", "05-01T23:00:00"] {
        let mut world = World::new("0 2 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
        world.run(14 * HOUR + 30);
        assert_eq!(world.fired(), ["05-02 02:00:00"], "{back_to}");
        world.set(&format!("2026-{back_to}+00:00"));
        world.run(DAY + 13 * HOUR);
        assert_eq!(world.fired(), ["05-03 02:00:00"], "{back_to}");
        assert_eq!(world.counts(), [0, 0, 0], "{back_to}");
    }
}

#[test]
fn put_back_before_it_began_times_that_have_not_fired_do() {
    let mut world = World::new("0 2,13 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.run(2 * HOUR);
    world.set("2026-05-01T01:00:00+00:00");
    world.run(26 * HOUR);
    assert_eq!(world.fired(), ["05-01 13:00:00", "05-01 02:00:00", "05-02 02:00:00"]);
}

#[test]
fn put_back_a_rhythm_keeps_its_pace() {
    let mut world = World::new("*/20 * * * *", MissedTime::Once, "2026-05-01T12:10:00+00:00");
    world.run(HOUR);
    assert_eq!(world.fired(), ["05-01 12:20:00", "05-01 12:40:00", "05-01 13:00:00"]);
    world.set("2026-05-01T12:10:00+00:00");
    world.run(HOUR);
    assert_eq!(world.fired(), ["05-01 12:20:00", "05-01 12:40:00", "05-01 13:00:00"]);
    // Less than a minute is waited out.
    world.run(10 * MINUTE);
    assert_eq!(world.fired(), ["05-01 13:20:00"]);
    world.set("2026-05-01T13:19:30+00:00");
    world.run(20 * MINUTE);
    assert_eq!(world.fired(), [""; 0]);
    world.run(MINUTE);
    assert_eq!(world.fired(), ["05-01 13:40:00"]);
    assert_eq!(world.counts(), [0, 0, 0]);
}

#[test]
fn put_back_between_two_looks() {
    // A minute and a half, of which most has gone by before anybody looks.
    let mut world = World::new("*/20 * * * *", MissedTime::Once, "2026-05-01T11:59:00+00:00");
    world.run(MINUTE + 5);
    assert_eq!(world.fired(), ["05-01 12:00:00"]);
    world.busy(50);
    world.set("2026-05-01T11:59:20+00:00");
    world.run(MINUTE);
    assert_eq!(world.fired(), ["05-01 12:00:00"]);
    // An hour, while it is busy: what has come meanwhile fires, once.
    for (expression, next) in [("30 12,13 * * *", "05-01 13:30:00"), ("*/30 * * * *", "05-01 13:30:00")] {
        let mut world = World::new(expression, MissedTime::Once, "2026-05-01T12:10:00+00:00");
        world.busy(3 * HOUR - 5 * MINUTE);
        world.set("2026-05-01T13:05:00+00:00");
        world.run(30 * MINUTE);
        assert_eq!(world.fired(), ["05-01 13:05:00", next], "{expression}");
        assert_eq!((world.late, world.missed), (1, 0), "{expression}");
    }
}

#[test]
fn put_forward_by_years_and_back_again_it_goes_on() {
    let mut world = World::new("0 2 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.set("2030-01-01T00:00:00+00:00");
    world.run(3 * HOUR);
    // That of the 2nd of May, late, and that of 2030.
    assert_eq!(world.fired(), ["01-01 00:00:00", "01-01 02:00:00"]);
    world.set("2026-05-01T15:00:00+00:00");
    world.run(2 * DAY);
    // That of the 2nd has fired.
    assert_eq!(world.fired(), ["05-03 02:00:00"]);
    assert_eq!(world.late, 1);
}

#[test]
fn born_in_the_future_it_is_corrected() {
    let mut world = World::new("0 2 * * *", MissedTime::Once, "2036-01-01T00:00:00+00:00");
    world.run(5 * DAY);
    assert_eq!(world.fired().len(), 5);
    world.set("2026-05-01T12:00:00+00:00");
    world.run(2 * DAY);
    assert_eq!(world.fired(), ["05-02 02:00:00", "05-03 02:00:00"]);
}

#[test]
fn put_back_while_it_is_due_it_fires_once() {
    let mut world = World::new("0 2 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.busy(15 * HOUR);
    assert_eq!(world.calendar.look(world.wall, world.at), None);
    world.set("2026-05-02T01:00:00+00:00");
    world.fire();
    world.run(DAY);
    assert_eq!(world.fired(), ["05-02 01:00:00"]);
    world.run(2 * HOUR);
    assert_eq!(world.fired(), ["05-03 02:00:00"]);
}

#[test]
fn a_clock_that_runs_back_all_the_time_fires_each_time_once() {
    let mut world = World::new("0,30 * * * *", MissedTime::Once, "2026-05-01T00:00:00+00:00");
    assert!(!world.calendar.schedule.is_fixed());
    let mut fixed = World::new("0,30 0-23 * * *", MissedTime::Once, "2026-05-01T00:00:00+00:00");
    for world in [&mut world, &mut fixed] {
        for _ in 0..40 {
            world.run(HOUR);
            world.wall -= i64::try_from(50 * MINUTE * 1_000).unwrap();
        }
    }
    // Ten minutes an hour are left: 400 minutes, in which there are 13 times.
    let mut times = fixed.fired();
    times.sort();
    times.dedup();
    assert_eq!((times.len(), fixed.counts()), (times.len(), [0, 0, 0]));
    assert!((13..=15).contains(&times.len()), "{times:?}");
    assert!(world.fired().len() > 60);
    assert!(fixed.looks <= 40 * 61 + 40, "{}", fixed.looks);
}

#[test]
fn between_two_lives_is_missed() {
    let mut world = World::new("0 2 * * *", MissedTime::Once, "2026-05-01T12:00:00+00:00");
    world.run(HOUR);
    world.busy(2 * DAY);
    world.calendar.resume(world.wall, world.at);
    world.run(HOUR);
    assert_eq!((world.fired(), world.counts()), (vec!["05-03 13:00:00".to_owned()], [0, 1, 1]));
}

#[test]
fn at_the_end_of_time_nothing_is_due_and_nothing_spins() {
    let mut world = World::new("0 0 1 1 *", MissedTime::Once, "9998-12-31T23:59:30+00:00");
    world.run(DAY);
    assert_eq!((world.fired().len(), world.calendar.due()), (1, None));
    world.run(HOUR);
    assert!(world.looks < 24 * 60 + 80);
}
