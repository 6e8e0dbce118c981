//! Reading the configuration again: what changes in place, whom it restarts, and that mistakes change nothing. p16, p41.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, RunningApp, TestApp, advance, settle};
use daemon_core::{CommandError, ConfigChange, ConfigEffect, Record, ReloadError, Status, Undelivered, What};
use daemon_tests::{Diary, Toml};
use serde::Deserialize;

const SECOND: Duration = Duration::from_secs(1);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Own {
    word: String,
    password: String,
}

/// Takes for ever.
#[derive(Event, Clone)]
struct Job;

#[daemon(register = false)]
struct Worker {
    #[resource]
    diary: Diary,
    #[config]
    own: Own,
}

#[daemon]
impl Worker {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.diary.note(format!("+{} {}", ctx.name(), self.own.word));
    }

    #[interval("10s")]
    fn tick(&mut self) {
        self.diary.note("tick");
    }

    #[interval(every = 60 * SECOND)]
    fn computed(&mut self) {
        self.diary.note("computed");
    }

    #[subscribe]
    async fn job(&mut self, _: &Job) {
        std::future::pending::<()>().await;
    }

    #[cleanup]
    fn cleanup(&mut self, ctx: &Context) {
        self.diary.note(format!("-{} {}", ctx.name(), self.own.password));
    }
}

#[daemon(register = false, depends_on(Worker))]
struct Above;

#[daemon]
impl Above {}

#[daemon(register = false, profiles("day"))]
struct Beside;

#[daemon]
impl Beside {}

/// All three, and their file.
async fn start(text: &str) -> (RunningApp, Toml, Diary) {
    let (file, diary) = (Toml::of(text), Diary::default());
    let app = App::empty().with::<Worker>().with::<Above>().with::<Beside>();
    let app = TestApp::of(app.provide(diary.clone()).config_file(file.path())).start().await;
    diary.take();
    (app, file, diary)
}

/// The lives of the three.
fn lives(app: &RunningApp) -> [u64; 3] {
    ["worker", "above", "beside"].map(|name| app.status(name).unwrap().generation)
}

fn configured(app: &RunningApp) -> Vec<String> {
    let is_configured = |record: &Record| matches!(record.what, What::Configured { .. });
    let records = app.journal().records().into_iter().filter(is_configured);
    records.map(|record| format!("{} {}", record.daemon.as_deref().unwrap_or("app"), record.what)).collect()
}

#[test]
fn what_can_change_in_place_does_and_nobody_is_restarted() {
    testing::run(async {
        let (app, file, _) = start("[app]\nshutdown_timeout = '20s'").await;
        file.write(
            "[app]\nshutdown_timeout = '25s'\n[daemon.worker]\nstop_timeout = '7s'\nrestart = { max = 3, delay = '2s' }\n\
             mailbox = 5\ncritical = true\n[daemon.worker.timers]\ntick = '1s'",
        );
        let reload = app.reload().await.unwrap();
        let expected = "app shutdown_timeout: 20s → 25s (in place)\n\
                        worker critical: false → true (in place)\n\
                        worker mailbox.capacity: 1024 → 5 (in place)\n\
                        worker on_exhausted: retry_every(5m) → fail (in place)\n\
                        worker restart.delay: 100ms → 2s (in place)\n\
                        worker restart.max: 20 → 3 (in place)\n\
                        worker stop_timeout: 5s → 7s (in place)\n\
                        worker timers.tick: every 10s → every 1s (in place)";
        assert_eq!(reload.to_string(), expected);
        assert_eq!(reload.changes[1].daemon.as_deref(), Some("worker"));
        assert!(reload.restarted.is_empty() && reload.stopped.is_empty() && reload.started.is_empty());
        assert_eq!(lives(&app), [1, 1, 1]);
        assert_eq!(app.status("worker").unwrap().max_restarts, 3);
        assert_eq!(app.reload().await.unwrap().to_string(), "nothing is different", "it is in force");
        app.end().await;
    });
}

/// Notes its checks.
#[daemon(register = false)]
struct Checked {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Checked {
    #[health]
    async fn state_of_it(&mut self) -> Health {
        self.diary.note("checked");
        tokio::time::sleep(SECOND).await;
        Health::healthy()
    }
}

#[test]
fn checks_are_made_as_configured_and_in_place_when_that_changes() {
    testing::run(async {
        let diary = Diary::default();
        let file = Toml::of("[daemon.checked.timers]\nstate-of-it = { every = '10s', timeout = '2s' }");
        let app = App::empty().with::<Checked>().config_file(file.path()).provide(diary.clone());
        let app = TestApp::of(app).start().await;
        advance(29 * SECOND).await;
        assert_eq!(diary.count("checked"), 3, "before it was Running, and at 10 s and 20 s after that");
        file.write("[daemon.checked.timers]\nstate-of-it = '5s'");
        let reload = app.reload().await.unwrap();
        let expected = "checked timers.state-of-it: every 10s, timeout = 2s → every 5s, timeout = 5s (in place)";
        assert_eq!(reload.to_string(), expected);
        advance(11 * SECOND).await;
        assert_eq!(diary.count("checked"), 6, "at 29 s, since 25 s have passed, and at 30 s and 35 s");
        // A check takes a second.
        file.write("[daemon.checked.timers]\nstate-of-it = { every = '5s', timeout = '500ms' }");
        app.reload().await.unwrap();
        advance(5 * SECOND).await;
        let health = app.health();
        assert_eq!(health.daemons[0].last_error.as_deref(), Some("its check took longer than 500ms"));
        app.stop("checked").await.unwrap();
        file.write("[daemon.checked.timers]\nstate-of-it = '7s'");
        app.reload().await.unwrap();
        app.end().await;
    });
}

#[test]
fn a_timer_goes_by_its_new_period_as_if_it_had_since_its_last_tick() {
    testing::run(async {
        let (app, file, diary) = start("").await;
        advance(14 * SECOND).await;
        assert_eq!(diary.count("tick"), 1, "at 10 s; the next is at 20 s");
        file.write("[daemon.worker.timers]\ntick = '6s'");
        app.reload().await.unwrap();
        advance(SECOND).await;
        assert_eq!(diary.count("tick"), 1);
        advance(SECOND).await;
        assert_eq!(diary.count("tick"), 2, "at 16 s");
        file.write("[daemon.worker.timers]\ntick = '1m'");
        app.reload().await.unwrap();
        advance(59 * SECOND).await;
        assert_eq!(diary.count("tick"), 2);
        advance(SECOND).await;
        assert_eq!(diary.count("tick"), 3, "at 76 s");
        // Shorter than what has gone by already: at once.
        advance(30 * SECOND).await;
        file.write("[daemon.worker.timers]\ntick = '20s'");
        app.reload().await.unwrap();
        settle().await;
        assert_eq!(diary.count("tick"), 4);
        app.end().await;
    });
}

#[test]
fn a_timer_that_is_no_longer_configured_is_as_its_attribute_says() {
    testing::run(async {
        let (app, file, diary) =
            start("[daemon.worker.timers]\ncomputed = '1s'\ntick = { every = '2s', jitter = '1s' }").await;
        advance(5 * SECOND).await;
        assert_eq!(diary.count("computed"), 5);
        file.write("");
        let reload = app.reload().await.unwrap();
        let expected = "worker timers.tick: every 2s, jitter = 1s → every 10s (in place)\n\
                        worker timers.computed: every 1s → as computed (in place)";
        assert_eq!(reload.to_string(), expected);
        advance(59 * SECOND).await;
        assert_eq!(diary.count("computed"), 5);
        advance(SECOND).await;
        assert_eq!(diary.count("computed"), 6);
        app.end().await;
    });
}

#[test]
fn a_schedule_goes_by_its_new_times() {
    testing::run(async {
        let (file, diary) = (Toml::of(""), Diary::default());
        let app = App::empty().with::<Hourly>().provide(diary.clone()).config_file(file.path());
        let app = TestApp::of(app).start().await;
        advance(2 * 3600 * SECOND).await;
        let fired = diary.count("hourly");
        assert!((1..=2).contains(&fired), "{fired}");
        file.write("[daemon.hourly.timers]\nstrike = '* * * * *'");
        let reload = app.reload().await.unwrap();
        assert_eq!(reload.to_string(), "hourly timers.strike: @hourly UTC → * * * * * UTC (in place)");
        advance(600 * SECOND).await;
        assert_eq!(diary.count("hourly"), fired + 10);
        file.write("");
        assert_eq!(app.reload().await.unwrap().changes.len(), 1);
        advance(50 * 60 * SECOND).await;
        let more = diary.count("hourly") - fired - 10;
        assert!(more <= 1, "{more}");
        assert_eq!(app.status("hourly").unwrap().generation, 1);
        app.end().await;
    });
}

#[daemon(register = false)]
struct Hourly {
    #[resource]
    diary: Diary,
}

#[daemon]
impl Hourly {
    #[schedule("@hourly")]
    fn strike(&mut self) {
        self.diary.note("hourly");
    }
}

#[test]
fn whose_own_section_is_another_is_restarted_and_with_it_who_depends_on_it_and_nobody_else() {
    testing::run(async {
        let (app, file, diary) = start("[daemon.worker.config]\nword = 'one'").await;
        file.write("[daemon.worker.config]\nword = 'two'\npassword = 'secret'\n[daemon.beside]\nstop_timeout = '4s'");
        let reload = app.reload().await.unwrap();
        assert_eq!(reload.restarted, ["worker"]);
        let word = &reload.changes.iter().find(|change| change.key == "config.word").unwrap();
        let ConfigChange { from, to, effect, .. } = word;
        assert_eq!((from.as_str(), to.as_str(), *effect), ("\"one\"", "\"two\"", ConfigEffect::Restart));
        settle().await;
        assert_eq!(lives(&app), [2, 2, 1]);
        assert_eq!(diary.entries(), ["-worker ", "+worker two"]);
        app.end().await;
        assert_eq!(diary.entries().last().unwrap(), "-worker secret");
    });
}

#[test]
fn values_of_own_sections_are_neither_displayed_nor_journaled() {
    testing::run(async {
        let (app, file, _) = start("[app]\nshutdown_timeout = '20s'").await;
        file.write("[daemon.worker]\nstop_timeout = '7s'\n[daemon.worker.config]\npassword = 'secret'");
        let reload = app.reload().await.unwrap();
        let expected = "app shutdown_timeout: 20s → 30s (in place)\n\
                        worker stop_timeout: 5s → 7s (in place)\n\
                        worker config.password (restart)";
        assert_eq!(reload.to_string(), expected);
        let expected = [
            "app `shutdown_timeout` was 20s and is 30s",
            "worker `stop_timeout` was 5s and is 7s",
            "worker `config.password` is another",
        ];
        assert_eq!(configured(&app), expected);
        app.end().await;
    });
}

#[test]
fn p41_with_mistakes_nothing_is_changed_and_all_of_them_are_told() {
    testing::run(async {
        let (app, file, diary) = start("").await;
        file.write("[daemon.worker]\nstop_timeout = '7s'\nstart_timout = '1s'\n[daemon.worker.timers]\ntik = '1s'\ntick = '2s'");
        let Err(ReloadError::Check(error)) = app.reload().await else { panic!("there are mistakes") };
        let told: Vec<String> = error.problems.iter().map(ToString::to_string).collect();
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].ends_with("app.toml:3) is no key; did you mean `start_timeout`?"), "{told:?}");
        assert!(told[1].ends_with("app.toml:5) is no timer of that daemon; did you mean `tick`?"), "{told:?}");
        advance(9 * SECOND).await;
        assert_eq!(diary.count("tick"), 0);
        assert_eq!(configured(&app), [""; 0]);
        file.write("[daemon.worker]\nstop_timeout = '7s'");
        assert_eq!(app.preview_reload().await.unwrap().changes[0].from, "5s");
        app.end().await;
    });
}

#[test]
fn a_preview_says_what_would_change_and_changes_nothing() {
    testing::run(async {
        let (app, file, diary) = start("").await;
        file.write("[daemon.worker.config]\nword = 'two'\n[daemon.beside]\nenabled = false");
        let preview = app.preview_reload().await.unwrap();
        assert_eq!((&*preview.restarted, &*preview.stopped), (&["worker".to_owned()][..], &["beside".to_owned()][..]));
        settle().await;
        assert_eq!((lives(&app), diary.entries().len()), ([1, 1, 1], 0));
        assert_eq!(app.reload().await.unwrap(), preview);
        settle().await;
        assert_eq!(lives(&app), [2, 2, 1]);
        app.end().await;
    });
}

#[test]
fn who_is_disabled_is_stopped_and_started_when_that_is_over() {
    testing::run(async {
        let (app, file, _) = start("").await;
        file.write("[daemon.beside]\nenabled = false");
        assert_eq!(app.reload().await.unwrap().stopped, ["beside"]);
        app.wait_for("beside", Status::Stopped).await.unwrap();
        assert_eq!(app.start("beside").await, Err(CommandError::Disabled("beside".into())));
        app.start_all().await.unwrap();
        settle().await;
        assert_eq!(app.status("beside").unwrap().status, Status::Stopped);
        file.write("");
        assert_eq!(app.reload().await.unwrap().started, ["beside"]);
        app.wait_for("beside", Status::Running).await.unwrap();
        app.end().await;
    });
}

#[test]
fn nobody_is_disabled_on_whom_others_depend() {
    testing::run(async {
        let (app, file, _) = start("").await;
        file.write("[daemon.worker]\nenabled = false");
        let error = app.reload().await.unwrap_err().to_string();
        assert!(error.starts_with("nothing was changed: `above` (") && error.contains("which is disabled"), "{error}");
        assert_eq!(app.status("worker").unwrap().status, Status::Running);
        app.end().await;
    });
}

#[test]
fn what_only_counts_at_a_start_of_the_process_is_told_each_time_and_stays() {
    testing::run(async {
        let (app, file, _) = start("").await;
        file.write("[app]\nprofile = 'day'\n[daemon.worker]\nautostart = false\nprofiles = ['night']");
        for _ in 0..2 {
            let reload = app.reload().await.unwrap();
            assert!(reload.changes.iter().all(|change| change.effect == ConfigEffect::ProcessRestart));
            assert_eq!(reload.changes.len(), 3);
        }
        assert_eq!(configured(&app), [""; 0], "nothing of it has changed");
        app.stop_all().await.unwrap();
        app.start_all().await.unwrap();
        app.wait_for("worker", Status::Running).await.unwrap();
        app.end().await;
    });
}

#[test]
fn p16_a_reload_forgets_no_restarts() {
    testing::run(async {
        let (app, file, _) = start("").await;
        app.kill("worker");
        app.wait_for("worker", Status::Restarting).await.unwrap();
        app.wait_for("worker", Status::Running).await.unwrap();
        file.write("[daemon.worker]\nrestart = { max = 3, reset_after = '1h' }");
        app.reload().await.unwrap();
        let status = app.status("worker").unwrap();
        assert_eq!((status.restarts, status.max_restarts), (1, 3));
        app.end().await;
    });
}

#[test]
fn a_budget_that_is_lowered_is_exact_from_then_on() {
    testing::run(async {
        let (app, file, _) = start("").await;
        file.write("[daemon.worker]\nrestart.max = 1");
        app.reload().await.unwrap();
        app.kill("worker");
        app.wait_for("worker", Status::Restarting).await.unwrap();
        app.wait_for("worker", Status::Running).await.unwrap();
        app.kill("worker");
        app.wait_for("worker", Status::Failed).await.unwrap();
        app.reset("worker").await.unwrap();
        app.start_all().await.unwrap();
        app.wait_for("above", Status::Running).await.unwrap();
        app.end().await;
    });
}

#[test]
fn a_watchdog_that_is_set_while_a_handler_hangs_strikes_in_time() {
    testing::run(async {
        let (app, file, _) = start("[daemon.worker]\nwatchdog = '1h'").await;
        app.publish(Job).await.unwrap();
        advance(5 * SECOND).await;
        file.write("[daemon.worker]\nwatchdog = '8s'");
        app.reload().await.unwrap();
        advance(2900 * SECOND / 1000).await;
        assert_eq!(app.status("worker").unwrap().status, Status::Running);
        advance(SECOND).await;
        assert!(app.expect_failure("worker").message.contains("has not finished for 8s"));
        app.end().await;
    });
}

#[test]
fn room_that_is_made_lets_those_in_who_wait_for_it() {
    testing::run(async {
        let (app, file, _) = start("[daemon.worker]\nmailbox = { capacity = 1, publish_timeout = '1h' }").await;
        // One is in hand, one fills the mailbox, one waits.
        app.publish(Job).await.unwrap();
        settle().await;
        app.publish(Job).await.unwrap();
        assert!(app.try_publish(Job).is_err());
        let waiting = tokio::spawn({
            let system = System::clone(&app);
            async move { system.publish(Job).await }
        });
        settle().await;
        assert!(!waiting.is_finished());
        file.write("[daemon.worker]\nmailbox = { capacity = 3, publish_timeout = '2s' }");
        app.reload().await.unwrap();
        waiting.await.unwrap().unwrap();
        app.publish(Job).await.unwrap();
        let Err(Undelivered { daemons, .. }) = app.publish(Job).await else { panic!("there is no room") };
        assert_eq!(daemons, ["worker"]);
        let status = app.status("worker").unwrap();
        assert_eq!((status.mailbox, status.status), (3, Status::Running));
        app.kill("worker");
        app.shutdown().await;
    });
}

#[test]
fn a_stop_takes_as_long_as_is_configured_now() {
    testing::run(async {
        let (app, file, _) = start("").await;
        app.publish(Job).await.unwrap();
        file.write("[daemon.worker]\nstop_timeout = '10s'");
        app.reload().await.unwrap();
        let began = tokio::time::Instant::now();
        let report = app.shutdown().await;
        assert!(!report.is_clean());
        assert_eq!(began.elapsed().as_secs(), 8, "four fifths of it, and then a cleanup that is quick");
    });
}

#[test]
fn after_a_shutdown_nothing_is_reloaded() {
    testing::run(async {
        let (app, file, _) = start("").await;
        file.write("[daemon.worker]\nstop_timeout = '10s'");
        app.shutdown().await;
        assert_eq!(app.reload().await, Err(ReloadError::ShuttingDown));
    });
}
