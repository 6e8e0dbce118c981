//! That the test kit fails a test where it should, and says why.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, MockDaemon, RunningApp, TestApp, advance};
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
