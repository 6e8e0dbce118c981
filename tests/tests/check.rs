//! What is found before anything starts, all of it at once, and what the messages say to do. p04.

use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing;
use daemon_core::{BoxError, CheckError, Problem, StartError};
use daemon_tests::{Diary, Stage, scripted};

/// Something a daemon asks for and the app does not have.
#[derive(Clone)]
struct Camera;

mod lens {
    /// Another, in a module.
    #[derive(Clone, Default)]
    pub(super) struct HttpClient<T>(std::marker::PhantomData<T>);
}

#[derive(Event)]
#[event(topic = "one.topic")]
struct ThisWay;

#[derive(Event)]
#[event(topic = "one.topic")]
struct ThatWay;

/// A period that nobody can know before.
fn unknowable(why: &str) -> Duration {
    panic!("{why}")
}

/// Whatever can be wrong with one daemon, is.
#[daemon(depends_on("nobdy"), profiles("full"), register = false)]
struct Wrong {
    #[resource]
    diary: Diary,
    #[resource]
    _camera: Camera,
}

#[daemon]
impl Wrong {
    #[init]
    fn init(&mut self) {
        self.diary.note("started");
    }

    #[subscribe]
    fn this(&mut self, _: &ThisWay) {}

    #[subscribe]
    fn that(&mut self, _: &ThatWay) {}

    #[interval(every = Duration::from_secs(0))]
    fn spin(&mut self) {}
}

scripted! {
    Nobody;
    Here(depends_on("there"));
    There(depends_on("here"));
    Slow(stop_timeout = "20s");
    Slower(depends_on(Slow), stop_timeout = "15s");
    Beside(stop_timeout = "29s");
    ByHand(autostart = false, stop_timeout = "10m");
    Full(profiles("full", "night"));
}

/// The kind of each problem.
fn kinds(error: &CheckError) -> Vec<&'static str> {
    let kinds = error.problems.iter().map(|problem| match problem {
        Problem::Duplicate { .. } => "duplicate",
        Problem::BadName { .. } => "bad name",
        Problem::NotLinked { .. } => "not linked",
        Problem::UnknownOnly { .. } => "unknown only",
        Problem::UnknownProfile { .. } => "unknown profile",
        Problem::UnknownDaemon { .. } => "unknown daemon",
        Problem::Cycle { .. } => "cycle",
        Problem::MissingResource { .. } => "missing resource",
        Problem::TopicClash { .. } => "topic clash",
        Problem::BadPeriod { .. } => "bad period",
        Problem::StopBudget { .. } => "stop budget",
        other => panic!("unknown to this test: {other}"),
    });
    let mut kinds: Vec<_> = kinds.collect();
    kinds.dedup();
    kinds
}

/// Everything at once, but for what hides the rest.
fn all_wrong(diary: &Diary) -> App {
    let made = diary.clone();
    App::empty()
        .with::<Wrong>()
        .with::<Here>()
        .with::<There>()
        .with::<Nobody>()
        .with::<Nobody>()
        .with_named::<Nobody>("Not A Name")
        .profile("ful")
        .only(["wrong", "heer"])
        .expect(&["plugin"])
        .provide(diary.clone())
        .provide_with(async move || {
            made.note("made");
            Ok::<_, BoxError>(Stage::default())
        })
}

#[test]
fn p04_everything_is_found_at_once() {
    let diary = Diary::default();
    let error = all_wrong(&diary).check().unwrap_err();
    let expected = [
        "duplicate",
        "bad name",
        "not linked",
        "unknown only",
        "unknown profile",
        "unknown daemon",
        "cycle",
        "missing resource",
        "topic clash",
        "bad period",
    ];
    assert_eq!(kinds(&error), expected, "{error}");
    let text = error.to_string();
    assert!(text.starts_with(&format!("{} problems, nothing was started:\n  - ", error.problems.len())), "{text}");
    assert_eq!(text.lines().count(), error.problems.len() + 1, "one line for each: {text}");
}

#[test]
fn p04_nothing_has_started_or_was_made() {
    testing::run(async {
        let diary = Diary::default();
        all_wrong(&diary).check().unwrap_err();
        let error = all_wrong(&diary).start().await.unwrap_err();
        assert!(matches!(error, StartError::Check(_)), "{error}");
        let error = all_wrong(&diary).strict().start().await.unwrap_err();
        assert!(matches!(error, StartError::Check(_)), "{error}");
        testing::settle().await;
        assert!(diary.entries().is_empty());
    });
}

#[test]
fn p04_a_check_without_problems_makes_nothing_either() {
    let diary = Diary::default();
    let made = diary.clone();
    let app = App::empty().with::<Slow>().with::<Slower>().shutdown_timeout(Duration::from_secs(35));
    let app = app.provide_with(async move || {
        made.note("made");
        Ok::<_, BoxError>(Stage::default())
    });
    let plan = app.check().unwrap();
    assert_eq!(plan.waves(), [["slow"], ["slower"]]);
    assert_eq!(plan.to_string(), "2 of 2 daemons start: slow → slower");
    assert!(diary.entries().is_empty());
}

#[test]
fn p04_one_problem_is_told_without_a_list() {
    let error = App::empty().with::<Nobody>().check().unwrap_err().to_string();
    assert!(error.starts_with("`nobody` ("), "{error}");
}

#[test]
fn p04_stop_budgets_add_up_along_a_chain_and_not_beside_it() {
    let app = || App::empty().with::<Slow>().with::<Slower>().with::<Beside>().with::<ByHand>();
    let app = || app().provide(Stage::default());
    let error = app().check().unwrap_err();
    let [Problem::StopBudget { chain, total, shutdown_timeout }] = &error.problems[..] else { panic!("{error}") };
    let seconds = Duration::from_secs;
    assert_eq!(chain[..], [("slower".to_owned(), seconds(15)), ("slow".to_owned(), seconds(20))]);
    assert_eq!((*total, *shutdown_timeout), (seconds(35), seconds(30)));
    assert_eq!(
        error.to_string(),
        "stopping one after the other may take 35s (slower 15s → slow 20s) and `shutdown_timeout` is 30s; \
         raise it to 35s, or lower a `stop_timeout`"
    );
    app().shutdown_timeout(seconds(35)).check().unwrap();
    app().only(["slow"]).check().expect("only what starts counts");
}

#[test]
fn p04_a_resource_is_missed_where_somebody_starts_who_asks_for_it() {
    let error = App::empty().with::<Wants>().check().unwrap_err();
    let [Problem::MissingResource { daemon, field, example, .. }] = &error.problems[..] else { panic!("{error}") };
    assert_eq!((daemon.as_str(), *field, example.as_str()), ("wants", "_client", "http_client"));
    App::empty().with::<Wants>().only(Vec::<String>::new()).check().expect("nobody starts who asks");
    let client = lens::HttpClient::<u8>::default();
    App::empty().with::<Wants>().provide(client.clone()).check().unwrap();
    App::empty().with::<Wants>().provide_with(async move || Ok::<_, BoxError>(client)).check().unwrap();
    let fallible = App::empty().with::<Wants>().provide_with(async || Err::<lens::HttpClient<u8>, _>("offline"));
    fallible.check().expect("whether it can be made is not known before");
}

#[daemon(register = false)]
struct Wants {
    #[resource]
    _client: lens::HttpClient<u8>,
}

#[daemon]
impl Wants {}

#[test]
fn p04_a_resource_that_cannot_be_made_starts_nothing() {
    testing::run(async {
        let stage = Stage::default();
        let app = App::empty().with::<Nobody>().provide(stage.clone());
        let error = app.provide_with(async || Err::<Camera, _>("no such device")).start().await.unwrap_err();
        assert!(matches!(error, StartError::Resource { .. }), "{error}");
        let text = error.to_string();
        assert!(text.contains("check::Camera") && text.contains("no such device"), "{text}");
        assert!(text.ends_with("nothing was started"), "{text}");
        testing::settle().await;
        assert!(stage.diary.entries().is_empty());
    });
}

/// What each message must say: what is wrong, where, and what to do.
#[test]
fn p04_every_message_says_what_to_do() {
    fn says(app: &App, parts: &[&str]) {
        let error = app.check().unwrap_err().to_string();
        for part in parts {
            assert!(error.contains(part), "`{part}` is missing in: {error}");
        }
    }
    let stage = Stage::default();
    let app = || App::empty().with::<Full>().with::<Nobody>().provide(stage.clone());
    says(&app().profile("fulll"), &["the profile `fulll`", "there are `full`, `night`", "did you mean `full`?"]);
    let unprofiled = App::empty().with::<Nobody>().provide(stage.clone()).profile("full");
    says(&unprofiled, &["none names any", "`#[daemon(profiles(\"full\"))]`"]);
    says(&app().only(["nobdy"]), &["`only` names `nobdy`", "did you mean `nobody`?"]);
    says(&App::empty().with::<Nobody>(), &["`#[resource]` field `stage`", "`.provide(stage)`", "check.rs:"]);
    says(&App::empty().with::<Wants>(), &["`_client`", "check::lens::HttpClient<u8>", "`.provide(http_client)`"]);
    says(&app().with::<Nobody>(), &["two daemons are called `nobody`", "check.rs:", "`.with_named::<…>(\"…\")`"]);
    says(&app().with_named::<Nobody>("No Body"), &["`No Body` is not a daemon's name"]);
    let clock = || App::empty().with::<Clock>();
    says(&clock(), &["timer `tick` of `clock`", "check.rs:", "`every` must be above zero"]);
    says(&clock(), &["has a period of zero", "has a period whose expression panics"]);
    says(&App::empty().with::<Greedy>(), &["`greedy` (tests/tests/check.rs:", "may hold 64MiB of memory"]);
    says(&App::empty().with::<Greedy>(), &["`#[global_allocator] static MEMORY: daemon_core::limits::Accounting = "]);
    let topics = App::empty().with::<Wrong>();
    says(&topics, &["the topic `one.topic`", "check::ThisWay", "check::ThatWay", "`#[event(topic = \"…\")]`"]);
}

/// In a program that has another allocator.
#[daemon(register = false, limits(memory = "64MiB"))]
struct Greedy;

#[daemon]
impl Greedy {}

#[daemon(register = false)]
struct Clock;

#[daemon]
impl Clock {
    #[interval(every = Duration::from_secs(0))]
    fn tick(&mut self) {}

    #[interval(every = unknowable("no idea"))]
    fn tock(&mut self) {}
}

#[test]
fn p04_a_topic_clash_is_found_across_daemons_and_named_once() {
    let app = App::empty().with::<HearsThis>().with::<HearsThat>().with_named::<HearsThis>("a-second");
    let app = app.with_named::<HearsThat>("another").with_named::<HearsThis>("b");
    let error = app.check().unwrap_err();
    assert_eq!(error.problems.len(), 1, "{error}");
}

#[daemon(register = false)]
struct HearsThis;

#[daemon]
impl HearsThis {
    #[subscribe]
    fn this(&mut self, _: &ThisWay) {}
}

#[daemon(register = false)]
struct HearsThat;

#[daemon]
impl HearsThat {
    #[subscribe]
    fn that(&mut self, _: &ThatWay) {}
}
