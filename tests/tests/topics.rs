//! Topics: two event types of one are found.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp, settle};
use daemon_tests::{Log, Seen};

#[derive(Event, Clone, Debug, PartialEq)]
struct Number(u64);

#[test]
fn two_types_of_one_topic_are_an_error_before_start() {
    #[derive(Event)]
    #[event(topic = "same")]
    struct One;
    #[derive(Event)]
    #[event(topic = "same")]
    struct Other;
    #[daemon(register = false)]
    struct Both;
    #[daemon]
    impl Both {
        #[subscribe]
        fn one(&mut self, _one: &One) {}
        #[subscribe]
        fn other(&mut self, _other: &Other) {}
    }
    let error = App::empty().with::<Both>().check().unwrap_err().to_string();
    assert!(error.contains("two event types have the topic `same`"), "{error}");
    assert!(error.contains("#[event(topic = \"…\")]"), "{error}");
}

/// Has one topic, whatever has changed.
#[derive(Event)]
#[event(topic = "some.change")]
struct Changed<T>(T);

#[test]
fn two_types_of_one_generic_event_are_an_error_before_start() {
    #[daemon(register = false)]
    struct Both;
    #[daemon]
    impl Both {
        #[subscribe]
        fn one(&mut self, _one: &Changed<u8>) {}
        #[subscribe]
        fn other(&mut self, _other: &Changed<String>) {}
    }
    let error = App::empty().with::<Both>().check().unwrap_err().to_string();
    assert!(
        error.contains("two event types have the topic `some.change`: `topics::Changed<u8>` and `topics::Changed<"),
        "{error}"
    );
    assert!(
        error.ends_with("a generic event has one topic for all of them: write an event of its own for each"),
        "{error}"
    );
}

/// Takes whatever changes.
#[daemon(register = false)]
struct Onlooker {
    #[resource]
    seen: Seen,
}

#[daemon]
impl Onlooker {
    #[subscribe("some.*")]
    fn change(&mut self, event: &AnyEvent) {
        self.seen.note(event.topic());
    }
}

#[test]
fn two_types_of_one_topic_that_only_a_pattern_matches_are_an_error_in_the_log_once() {
    testing::run(async {
        let log = Log::capture();
        let seen = Seen::default();
        let app = TestApp::of(App::empty().with::<Onlooker>().provide(seen.clone())).start().await;
        let told = || log.lines_with(&["ERROR", "two event types have the topic `some.change`"]).len();
        app.publish(Changed(1_u8)).await.unwrap();
        app.publish(Changed(2_u8)).await.unwrap();
        assert_eq!(told(), 0);
        for _ in 0..3 {
            app.publish(Changed("x")).await.unwrap();
            drop(app.events::<Number>());
            app.publish(Changed(3_u8)).await.unwrap();
        }
        assert_eq!(told(), 1, "{}", log.text());
        settle().await;
        assert_eq!(seen.take().len(), 8);
        app.end().await;
    });
}
