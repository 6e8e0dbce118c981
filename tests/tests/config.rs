//! Settings from files, environment and code: what overrides what, what `#[config]` fields are, and that all mistakes are told
//! at once, with their lines and the nearest names. p04, p16, p41.
#![allow(clippy::unused_async, reason = "handlers have the form that is tested")]

use std::collections::BTreeMap;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, MockDaemon, TestApp, advance};
use daemon_core::{CommandError, ConfigMistake, ConfigPlace, Failure, FailureKind, Problem, StartError, Status};
use daemon_tests::{Diary, Toml};
use serde::{Deserialize, Deserializer, Serialize};

const SECOND: Duration = Duration::from_secs(1);

/// What the mailer can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct MailSettings {
    server: String,
    port: u16,
    #[serde(default)]
    tries: Option<u32>,
    #[serde(default)]
    mode: Mode,
    #[serde(default)]
    headers: BTreeMap<String, String>,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { server: "localhost".into(), port: 25, tries: None, mode: Mode::Plain, headers: BTreeMap::new() }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    #[default]
    Plain,
    Secret,
}

/// Says what it was told.
#[daemon(register = false, profiles("full"), restart(max = 3, delay = "1s"))]
struct Mailer {
    #[resource]
    diary: Diary,
    #[config]
    settings: MailSettings,
}

#[daemon]
impl Mailer {
    #[init]
    fn init(&mut self) {
        let MailSettings { server, port, tries, mode, headers } = &self.settings;
        self.diary.note(format!("{server}:{port} {tries:?} {mode:?} {headers:?}"));
    }

    #[interval("5s")]
    fn collect_mail(&mut self) {
        self.diary.note("collect");
    }

    #[defer("2s")]
    fn catch_up(&mut self) {
        self.diary.note("catch up");
    }
}

/// Cannot do without its section.
#[derive(Debug, Deserialize)]
struct Needs {
    model: String,
    size: u8,
}

#[daemon(register = false)]
struct Picky {
    #[config]
    needs: Needs,
}

#[daemon]
impl Picky {
    #[subscribe]
    fn never(&mut self, _: &Never) {
        unreachable!("{} {}", self.needs.model, self.needs.size);
    }
}

#[derive(Event)]
struct Never;

/// Reads its section itself.
#[daemon(register = false)]
struct Reader;

#[daemon]
impl Reader {
    #[init]
    fn init(ctx: &Context) -> Result<Self> {
        let numbers: BTreeMap<String, u32> = ctx.config()?;
        ctx.resource::<Diary>()?.note(format!("{numbers:?}"));
        Ok(Self)
    }
}

/// Works at night.
#[daemon(register = false)]
struct Nightly;

#[daemon]
impl Nightly {
    #[schedule("0 2 * * *", tz = "Europe/Berlin")]
    fn backup(&mut self) {}
}

#[daemon(register = false, depends_on(Mailer))]
struct Above;

#[daemon]
impl Above {}

fn mailer() -> (App, Diary) {
    let diary = Diary::default();
    (App::empty().with::<Mailer>().provide(diary.clone()).environment([("", "")]), diary)
}

/// What is wrong with `app`, one text each.
fn wrong(app: &App) -> Vec<String> {
    app.check().unwrap_err().problems.iter().map(ToString::to_string).collect()
}

/// The same, with files called by their names alone.
fn told(app: &App, file: &Toml) -> Vec<String> {
    let path = file.path().display().to_string();
    wrong(app).into_iter().map(|text| text.replace(&path, "app.toml")).collect()
}

#[test]
fn p04_every_mistake_is_told_at_once_with_its_line() {
    let file = Toml::of(
        r#"
[app]
shutdown_timeout = 30

[daemon.mailer]
enabled = "yes"
stop_timeout = "5 sec"
start_timeout = "0s"
mailbox = 0
on_error = "contine"
restart = { max = 5, jitter = 1.5, delay = "1m", max_delay = "1s" }
on_exhausted = "retry_every(soon)"
depends_on = ["picky"]

[daemon.mailer.timers]
collect-mail = "0s"
catch-up = 3

[daemon.mailer.config]
server = "mail.example"
port = 70000
mode = "secre"
prot = 25

[daemon.picky.config]
model = 5
"#,
    );
    let (app, _) = mailer();
    let app = app.with::<Picky>().config_file(file.path());
    let expected = [
        "`app.shutdown_timeout` (app.toml:3) is 30: a number without a unit; write \"30s\" for seconds or \"30ms\" for milliseconds",
        "`daemon.mailer.enabled` (app.toml:6) is text, and is to be `true` or `false`",
        "`daemon.mailer.stop_timeout` (app.toml:7) is \"5 sec\": a duration has no spaces; write \"5s\"",
        "`daemon.mailer.start_timeout` (app.toml:8) is zero: it must be longer; write how long, such as \"5s\"",
        "`daemon.mailer.mailbox` (app.toml:9) is 0: it must be from 1 to 4294967295; write a number in between",
        "`daemon.mailer.on_error` (app.toml:10) is \"contine\": no such word; did you mean `continue`?",
        "`daemon.mailer.restart.jitter` (app.toml:11) is 1.5: it must be from 0.0 to 1.0; write 0.2, say",
        "`daemon.mailer.restart.max_delay` (app.toml:11) is 1s: it is below `delay`, which is 1m; write \"1m\" or more",
        "`daemon.mailer.on_exhausted` (app.toml:12) is \"retry_every(soon)\": `s` does not belong here; \
         write a number and a unit, such as \"retry_every(5s)\", \"retry_every(100ms)\" or \"retry_every(1h30m)\"",
        "`daemon.mailer.depends_on` (app.toml:13) is for the code to say: it stands in the daemon's attribute alone",
        "`daemon.mailer.timers.collect-mail` (app.toml:16) is zero: it must be longer; write how long, such as \"5s\"",
        "`daemon.mailer.timers.catch-up` (app.toml:17) is 3: a number without a unit; write \"3s\" for seconds or \"3ms\" for milliseconds",
        "`daemon.mailer.config.port` (app.toml:21) is 70000, and u16 is expected",
        "`daemon.mailer.config.mode` (app.toml:22) is \"secre\"; there are `plain`, `secret`; did you mean `secret`?",
        "`daemon.mailer.config.prot` (app.toml:23) is no key; did you mean `port`?",
        "`daemon.picky.config` (app.toml:25) has no `size`, which the field `needs` needs",
        "`daemon.picky.config.model` (app.toml:26) is 5, and a string is expected",
    ];
    assert_eq!(told(&app, &file), expected);
}

#[test]
fn p04_mistakes_of_environment_and_code_are_told_with_the_variable_and_the_call() {
    let (app, _) = mailer();
    let app = app
        .environment([
            ("DAEMON__MAILER__STOP_TIMEOUT", "soon"),
            ("DAEMON__MAILER__MAILBOX", "many"),
            ("DAEMON__MAILER__TIMERS__COLECT_MAIL", "1s"),
            ("APP__SHUTDOWN_TIMEOT", "1s"),
            ("APP__DATABASE_URL", "of another library"),
            ("DAEMONS", "not ours"),
        ])
        .configure("daemon.mailer.watchdog", "never");
    let line = line!() - 1;
    let expected = [
        "`app.shutdown_timeot` (the variable APP__SHUTDOWN_TIMEOT) is no key; did you mean `shutdown_timeout`?",
        "`daemon.mailer.mailbox` (the variable DAEMON__MAILER__MAILBOX) is \"many\": not a whole number; write 16, say",
        "`daemon.mailer.stop_timeout` (the variable DAEMON__MAILER__STOP_TIMEOUT) is \"soon\": `s` does not belong here; \
         write a number and a unit, such as \"5s\", \"100ms\" or \"1h30m\"",
        "`daemon.mailer.timers.colect_mail` (the variable DAEMON__MAILER__TIMERS__COLECT_MAIL) is no timer of that daemon; \
         did you mean `collect-mail`?",
    ];
    let wrong = wrong(&app);
    assert_eq!(wrong[..4], expected);
    let call = format!("`daemon.mailer.watchdog` (`configure` at tests/tests/config.rs:{line}) is \"never\": ");
    assert!(wrong[4].starts_with(&call), "{}", wrong[4]);
    assert_eq!(wrong.len(), 5);
}

#[test]
fn p04_a_file_that_is_not_there_or_is_not_toml_is_told_with_the_line() {
    let file = Toml::of("[app]\nstrict = true\n\n[daemon.mailer\nenabled = = 1\n");
    let missing = file.path().with_file_name("missing.toml");
    let (app, _) = mailer();
    let error = app.config_file(&missing).config_file(file.path()).check().unwrap_err();
    let [
        Problem::Config {
            mistake: ConfigMistake::Syntax { .. }, place: ConfigPlace::File { line: Some(4), .. }, ..
        },
        ..,
    ] = &error.problems[..]
    else {
        panic!("{error}")
    };
    let last = error.problems.last().unwrap().to_string();
    assert!(last.starts_with(&format!("`{}` cannot be read: ", missing.display())), "{error}");
}

#[test]
fn p04_a_missing_config_field_is_told_where_the_daemon_is() {
    let app = App::empty().with::<Picky>().environment([("", "")]);
    let wrong = wrong(&app);
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    for (text, field) in wrong.iter().zip(["model", "size"]) {
        assert!(text.starts_with("`daemon.picky.config` (tests/tests/config.rs:"), "{text}");
        assert!(text.ends_with(&format!("has no `{field}`, which the field `needs` needs")), "{text}");
    }
}

#[test]
fn p04_budgets_are_added_up_as_they_are_configured() {
    let (app, _) = mailer();
    let app =
        app.with::<Above>().configure("daemon.above.stop_timeout", "28s").configure("app.shutdown_timeout", "32s");
    let [Problem::StopBudget { total, shutdown_timeout, .. }] = &app.check().unwrap_err().problems[..] else {
        panic!("one chain is too long")
    };
    assert_eq!((*total, *shutdown_timeout), (33 * SECOND, 32 * SECOND));
    app.configure("app.shutdown_timeout", 33 * SECOND).check().unwrap();
}

#[test]
fn p41_unknown_names_come_with_the_nearest() {
    let file = Toml::of(
        r#"
[ap]
[app]
profile = "ful"
only = ["mialer"]
shutdown = "1s"
[daemon.mailr]
[daemon.mailer]
stop_timout = "1s"
restart = { mx = 5 }
colour = "green"
timers.colect-mail = "1s"
timers.collect-mail = { evry = "1s" }
"#,
    );
    let (app, _) = mailer();
    let app = app.config_file(file.path());
    let all = "`ask_timeout`, `autostart`, `config`, `critical`, `enabled`, `handlers`, `limits`, `mailbox`, `on_dependency_failure`, `on_error`, `on_exhausted`, \
               `on_unhealthy`, `profiles`, `restart`, `start_timeout`, `stop_timeout`, `thread`, `throttle`, `timers`, `watchdog`";
    let colour = format!("`daemon.mailer.colour` (app.toml:11) is no key; there are {all}");
    let expected = [
        "`ap` (app.toml:2) is no section; did you mean `app`?",
        "`app.profile` (app.toml:4) is `ful`, to which no daemon belongs; did you mean `full`?",
        "`app.only` (app.toml:5) is for `mialer`, and there is no such daemon; did you mean `mailer`?",
        "`app.shutdown` (app.toml:6) is no key; there are `on_critical_failure`, `only`, `profile`, `shutdown_timeout`, `strict`",
        "`daemon.mailr` (app.toml:7) is for `mailr`, and there is no such daemon; did you mean `mailer`?",
        "`daemon.mailer.stop_timout` (app.toml:9) is no key; did you mean `stop_timeout`?",
        "`daemon.mailer.restart.mx` (app.toml:10) is no key; did you mean `max`?",
        &colour,
        "`daemon.mailer.timers.colect-mail` (app.toml:12) is no timer of that daemon; did you mean `collect-mail`?",
        "`daemon.mailer.timers.collect-mail.evry` (app.toml:13) is no key; did you mean `every`?",
    ];
    assert_eq!(told(&app, &file), expected);
}

/// Has two timers of one kind, and none that is deferred.
#[daemon(register = false)]
struct Feeder;

#[daemon]
impl Feeder {
    #[interval("5s")]
    fn feed(&mut self) {}

    #[interval("1h", name = "clean")]
    fn clean_the_bowl(&mut self) {}
}

#[test]
fn p41_what_a_timer_is_told_and_stands_with_the_daemons_options_is_shown_its_place() {
    let file = Toml::of(
        r#"
[daemon.mailer]
interval = "1s"
defer = "1s"
catch-up = "1s"
[daemon.feeder]
every = "1s"
clean = "2h"
defer = "1s"
"#,
    );
    let (app, _) = mailer();
    let app = app.with::<Feeder>().config_file(file.path()).environment([("DAEMON__MAILER__CATCH_UP", "1s")]);
    let told = told(&app, &file);
    let expected = [
        "`daemon.mailer.interval` (app.toml:3) is for a timer: write it as `collect-mail` under `[daemon.mailer.timers]`",
        "`daemon.mailer.defer` (app.toml:4) is for a timer: write it as `catch-up` under `[daemon.mailer.timers]`",
        "`daemon.mailer.catch-up` (app.toml:5) is for a timer: write it as `catch-up` under `[daemon.mailer.timers]`",
        "`daemon.feeder.every` (app.toml:7) is for a timer: write it as `feed` or `clean` under `[daemon.feeder.timers]`",
        "`daemon.feeder.clean` (app.toml:8) is for a timer: write it as `clean` under `[daemon.feeder.timers]`",
    ];
    assert_eq!(told[..5], expected);
    assert!(told[5].starts_with("`daemon.feeder.defer` (app.toml:9) is no key; "), "it has none: {}", told[5]);
    assert!(told[6].starts_with("`daemon.mailer.catch_up` (the variable DAEMON__MAILER__CATCH_UP) is for"), "{told:?}");
    assert_eq!(told.len(), 7);
}

#[test]
fn files_give_way_to_the_environment_and_that_to_code() {
    let first = Toml::of("[daemon.mailer]\nstart_timeout = '1s'\nstop_timeout = '1s'\nwatchdog = '1s'\nmailbox = 1");
    let second = Toml::of("[daemon.mailer]\nstop_timeout = '2s'\nwatchdog = '2s'\nmailbox = 2");
    let (app, _) = mailer();
    let app = app
        .configure("daemon.mailer.mailbox", 4)
        .config_file(first.path())
        .config_file(second.path())
        .environment([("DAEMON__MAILER__WATCHDOG", "3s"), ("DAEMON__MAILER__MAILBOX", "3")]);
    testing::run(async {
        let app = TestApp::of(app).start().await;
        let preview = app.preview_reload().await.unwrap();
        assert_eq!(preview.changes, []);
        // What is in force shows in what taking it away would change.
        first.write("");
        second.write("");
        let changes = app.preview_reload().await.unwrap().to_string();
        let expected = "mailer start_timeout: 1s → 30s (in place)\nmailer stop_timeout: 2s → 5s (in place)";
        assert_eq!(changes, expected, "the rest is still said by environment and code");
        app.end().await;
    });
}

#[test]
fn a_config_field_is_its_section_of_all_layers_together() {
    let file = Toml::of(
        "[daemon.mailer.config]\nserver = 'one'\nport = 1\nmode = 'secret'\nheaders = { from = 'us', to = 'you' }",
    );
    let (app, diary) = mailer();
    let app = app
        .config_file(file.path())
        .environment([("DAEMON__MAILER__CONFIG__PORT", "2"), ("DAEMON__MAILER__CONFIG__TRIES", "7")])
        .configure("daemon.mailer.config.headers.to", "them");
    testing::run(async {
        TestApp::of(app).start().await.end().await;
        let expected = r#"one:2 Some(7) Secret {"from": "us", "to": "them"}"#;
        assert_eq!(diary.take(), [expected]);
    });
}

#[test]
fn without_a_section_a_config_field_is_its_default() {
    let (app, diary) = mailer();
    testing::run(async {
        TestApp::of(app).start().await.end().await;
        assert_eq!(diary.take(), ["localhost:25 None Plain {}"]);
    });
}

#[test]
fn a_section_can_be_given_by_the_program() {
    let (app, diary) = mailer();
    let settings = MailSettings { server: "given".into(), ..MailSettings::default() };
    testing::run(async {
        TestApp::of(app.configure("daemon.mailer.config", settings)).start().await.end().await;
        assert_eq!(diary.take(), ["given:25 None Plain {}"]);
    });
}

#[test]
fn the_context_reads_the_section_as_whatever_is_asked_for() {
    let diary = Diary::default();
    let app = App::empty().with::<Reader>().provide(diary.clone()).environment([("", "")]);
    testing::run(async {
        TestApp::of(app.configure("daemon.reader.config.one", 1)).start().await.end().await;
        assert_eq!(diary.take(), [r#"{"one": 1}"#]);
    });
}

#[test]
fn a_section_that_the_context_cannot_read_makes_the_daemon_unavailable() {
    let app = App::empty().with::<Reader>().provide(Diary::default()).environment([("", "")]);
    testing::run(async {
        let app = TestApp::of(app.configure("daemon.reader.config.one", "a")).try_start().await;
        let Err(StartError::Daemon { failure, .. }) = app else { panic!("it cannot run") };
        let line = line!() - 2;
        let at = format!("`daemon.reader.config.one` (`configure` at tests/tests/config.rs:{line})");
        let said = |failure: &Failure| failure.message().to_owned();
        assert_eq!(
            (failure.kind(), said(&failure)),
            (FailureKind::Unavailable, format!("{at} is \"a\", and u32 is expected"))
        );
    });
}

#[test]
fn timers_fire_as_configured() {
    let (app, diary) = mailer();
    let app = app.environment([
        ("DAEMON__MAILER__TIMERS__COLLECT_MAIL", "{ every = '1s', immediate = true }"),
        ("DAEMON__MAILER__TIMERS__CATCH_UP", "10s"),
    ]);
    testing::run(async {
        let app = TestApp::of(app).start().await;
        advance(9 * SECOND).await;
        assert_eq!((diary.count("collect"), diary.count("catch up")), (10, 0));
        advance(SECOND).await;
        assert_eq!(diary.count("catch up"), 1);
        app.end().await;
    });
}

#[test]
fn p04_schedules_are_read_as_in_attributes() {
    let file = Toml::of(
        "[daemon.nightly.timers]\nbackup = { schedule = '0 25 * * *', tz = 'Europe/Berlni', missed = 'alwys', every = '1s' }",
    );
    let app = App::empty().with::<Nightly>().config_file(file.path()).environment([("", "")]);
    let expected = [
        "`daemon.nightly.timers.backup.every` (app.toml:2) is no key; there are `missed`, `schedule`, `tz`",
        "`daemon.nightly.timers.backup.missed` (app.toml:2) is \"alwys\": no such word; there are \"once\", \"skip\"",
        "`daemon.nightly.timers.backup.schedule` (app.toml:2) is \"0 25 * * *\": there is no hour 25; hours go from 0 to 23",
        "`daemon.nightly.timers.backup.tz` (app.toml:2) is \"Europe/Berlni\"",
    ];
    for (told, expected) in told(&app, &file).iter().zip(expected) {
        assert!(told.starts_with(expected), "{told}");
    }
    assert_eq!(wrong(&app).len(), expected.len());
}

#[test]
fn schedules_are_as_configured() {
    let app = App::empty().with::<Nightly>().environment([
        ("DAEMON__NIGHTLY__TIMERS__BACKUP__TZ", "UTC"),
        ("DAEMON__NIGHTLY__TIMERS__BACKUP__SCHEDULE", "30 3 * * *"),
    ]);
    testing::run(async {
        let app = TestApp::of(app).start().await;
        let shown = app.status("nightly").unwrap().timers.remove(0).shown.unwrap();
        assert!(shown.ends_with("T03:30:00+00:00[UTC]"), "{shown}");
        app.end().await;
    });
}

#[test]
fn who_is_disabled_is_not_started_by_anybody() {
    let (app, _) = mailer();
    let app = app.with::<Reader>().configure("daemon.mailer.enabled", false);
    testing::run(async {
        let app = TestApp::of(app).start().await;
        assert_eq!(app.status("mailer").unwrap().status, Status::Stopped);
        let refused = app.start("mailer").await.unwrap_err();
        assert_eq!(refused, CommandError::Disabled("mailer".into()));
        assert_eq!(refused.to_string(), "`mailer` is disabled by the configuration: `enabled = false`");
        assert_eq!(app.status("reader").unwrap().status, Status::Running);
        app.end().await;
    });
}

#[test]
fn p04_who_depends_on_somebody_disabled_cannot_start() {
    let (app, _) = mailer();
    let app = app.with::<Above>().configure("daemon.mailer.enabled", false);
    let [only] = &wrong(&app)[..] else { panic!("one thing is wrong") };
    assert!(only.starts_with("`above` (tests/tests/config.rs:"), "{only}");
    assert!(only.contains(" depends on `mailer`, which is disabled (`configure` at tests/tests/config.rs:"), "{only}");
    app.configure("daemon.above.enabled", false).check().unwrap();
}

#[test]
fn the_app_goes_by_its_section_unless_the_program_has_decided() {
    let file = Toml::of("[app]\nprofile = 'full'\nonly = ['reader']");
    let (app, _) = mailer();
    let app = app.with::<Reader>().config_file(file.path());
    let starts = |app: &App| app.check().unwrap().waves().concat().join(" ");
    assert_eq!(starts(&app), "reader");
    assert_eq!(starts(&app.only(["mailer"])), "mailer");
}

#[test]
fn daemons_can_be_put_into_profiles() {
    let (app, _) = mailer();
    let app = app.with::<Reader>().configure("daemon.reader.profiles", ["night"]);
    let starts = |app: &App| app.check().unwrap().waves().concat().join(" ");
    let app = app.profile("night");
    assert_eq!(starts(&app), "reader");
    assert_eq!(starts(&app.profile("full")), "mailer");
}

#[test]
fn instances_of_one_type_are_configured_by_their_own_names() {
    let (app, diary) = mailer();
    let app = app.with_named::<Mailer>("mailer-eu").configure("daemon.mailer-eu.config.server", "eu").environment([
        ("DAEMON__MAILER_EU__CONFIG__PORT", "26"),
        ("DAEMON__MAILER__CONFIG__SERVER", "us"),
        ("DAEMON__MAILER__CONFIG__PORT", "27"),
    ]);
    testing::run(async {
        TestApp::of(app).start().await.end().await;
        let mut said = diary.take();
        said.sort_unstable();
        assert_eq!(said, ["eu:26 None Plain {}", "us:27 None Plain {}"]);
    });
}

#[test]
fn a_stand_in_takes_what_is_said_of_timers_that_it_does_not_have() {
    let file = Toml::of("[daemon.mailer]\nstop_timeout = '1s'\n[daemon.mailer.timers]\ncollect-mail = '1s'");
    testing::run(async {
        let mailer = MockDaemon::named("mailer");
        let app = TestApp::of(App::empty().with::<Above>().config_file(file.path())).mock(&mailer).start().await;
        app.end().await;
    });
}

#[test]
fn p04_a_type_that_panics_is_a_mistake_like_any_other() {
    let app = App::empty().with::<Nervous>().configure("daemon.nervous.config.x", 1).environment([("", "")]);
    let [only] = &wrong(&app)[..] else { panic!("one thing is wrong") };
    assert!(only.ends_with(") is refused: `own` panics: not that"), "{only}");
}

/// Cannot bear to be read.
#[derive(Debug)]
struct Panics;

impl<'de> Deserialize<'de> for Panics {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        panic!("not that")
    }
}

#[daemon(register = false)]
struct Nervous {
    #[config]
    own: Panics,
}

#[daemon]
impl Nervous {
    #[init]
    fn init(&mut self) {
        unreachable!("{:?}", self.own);
    }
}

#[test]
fn p16_restarts_are_forgotten_after_the_time_that_is_configured_and_no_sooner() {
    let (app, _) = mailer();
    let app = app.configure("daemon.mailer.restart", Terms { max: 5, reset_after: "10m" });
    testing::run(async {
        let app = TestApp::of(app).start().await;
        app.kill("mailer");
        app.wait_for("mailer", Status::Restarting).await.unwrap();
        app.wait_for("mailer", Status::Running).await.unwrap();
        let restarts = || app.status("mailer").unwrap().restarts;
        advance(599 * SECOND).await;
        assert_eq!((restarts(), app.status("mailer").unwrap().max_restarts), (1, 5));
        advance(2 * SECOND).await;
        assert_eq!(restarts(), 0);
        app.end().await;
    });
}

#[derive(Serialize)]
struct Terms {
    max: u32,
    reset_after: &'static str,
}
