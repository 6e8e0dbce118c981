//! That the test kit fails a test where it should, and says why.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe, catch_unwind};
use std::sync::Once;
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, MockDaemon, RunningApp, TestApp, advance, advance_to, set_wall};
use daemon_core::{FailureKind, Status};

/// What a test says as it fails; `test` has an app of two mocks, of which `db` has failed if it is to.
fn complaint(fails: bool, test: impl AsyncFnOnce(RunningApp, MockDaemon)) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(|| {
        testing::run(async {
            let db = MockDaemon::named("db");
            let app = TestApp::of(App::empty()).mock(&db).mock(&MockDaemon::named("web")).start().await;
            if fails {
                db.fail("the disk is full");
                app.wait_for("db", Status::Failed).await.unwrap();
            }
            test(app, db).await;
        });
    }));
    let panic = panic.err()?;
    Some(panic.downcast_ref::<String>().expect("a text").clone())
}

#[test]
fn the_end_fails_a_test_in_which_a_daemon_failed_and_names_the_failure() {
    let complaint = complaint(true, async |app, _| drop(app.end().await)).expect("it fails");
    assert!(complaint.starts_with("`db` failed: the disk is full"), "{complaint}");
    assert!(complaint.contains("`app.expect_failure(\"…\")`") && !complaint.contains("web"), "{complaint}");
}

#[test]
fn it_does_so_though_the_daemon_is_up_again() {
    let complaint = complaint(true, async |app, db| {
        db.release();
        app.start("db").await.unwrap();
        app.wait_for("db", Status::Running).await.unwrap();
        app.end().await;
    });
    assert!(complaint.expect("it fails").contains("`db` failed: the disk is full"));
}

#[test]
fn a_failure_that_the_test_is_about_is_given_to_it_and_passes() {
    let passes = complaint(true, async |app, _| {
        let failure = app.expect_failure("db");
        assert_eq!((failure.kind, &*failure.message), (FailureKind::Run, "the disk is full"));
        app.end().await;
    });
    assert_eq!(passes, None);
    assert_eq!(complaint(false, async |app, _| drop(app.end().await)), None);
}

#[test]
fn a_failure_that_is_expected_and_does_not_come_fails_the_test() {
    let not_failed = complaint(false, async |app, _| {
        advance(Duration::from_secs(60)).await;
        app.expect_failure("db");
    });
    assert_eq!(not_failed.as_deref(), Some("`db` is expected to fail and has not"));
    let unknown = complaint(false, async |app, _| drop(app.expect_failure("dbb"))).expect("it fails");
    assert!(unknown.contains("did you mean `db`?"), "{unknown}");
}

#[derive(Event)]
struct Never;

thread_local! {
    /// Where the last panic of this thread says that it is.
    static PLACE: Cell<Option<(String, u32)>> = const { Cell::new(None) };
}

fn watch_panics() {
    static WATCHED: Once = Once::new();
    WATCHED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            PLACE.set(panic.location().map(|place| (place.file().to_owned(), place.line())));
            before(panic);
        }));
    });
}

macro_rules! fails_here {
    ($fails:expr, $test:expr) => {{
        watch_panics();
        complaint($fails, $test).expect("it fails");
        assert_eq!(PLACE.take(), Some((file!().to_owned(), line!())));
    }};
}

#[test]
fn what_fails_a_test_names_the_tests_own_line() {
    fails_here!(true, async |app, _| drop(app.end().await));
    fails_here!(true, async |_, db| drop(TestApp::of(App::empty()).mock(&db).start().await));
    fails_here!(false, async |app, _| drop(app.probe::<Never>().next().await));
    fails_here!(false, async |_, _| advance_to("half past two").await);
    fails_here!(false, async |_, _| advance_to("2025-12-31T00:00:00+00:00[UTC]").await);
    fails_here!(false, async |_, _| set_wall("half past two"));
    fails_here!(false, async |app, _| drop(app.expect_failure("db")));
    fails_here!(false, async |app, _| app.assert_journal("db", ["running"]));
    fails_here!(false, async |app, _| app.fail_next("db", "no such handler"));
    fails_here!(false, async |app, _| app.kill("nobody"));
}
