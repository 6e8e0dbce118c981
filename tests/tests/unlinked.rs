//! A program that lists a crate with a daemon in its `Cargo.toml` and never names it. It has no daemons of its own. p01.

use daemon_core::prelude::*;
use daemon_core::testing;
use daemon_tests::Log;

#[test]
fn p01_a_crate_that_is_never_named_registers_nothing() {
    assert!(App::new().check().unwrap().daemons.is_empty());
}

#[test]
fn p01_a_missing_daemon_that_is_expected_is_an_error_with_the_hint_to_name_its_crate() {
    testing::run(async {
        let error = App::new().expect(&["plugin"]).start().await.unwrap_err().to_string();
        assert_eq!(
            error,
            "`plugin` is expected and is not in this program; name its crate once so that it is linked: \
             `use the_crate as _;`"
        );
    });
}

#[test]
fn p01_an_empty_roster_is_logged() {
    testing::run(async {
        let log = Log::capture();
        let system = App::new().start().await.unwrap();
        let lines = log.lines_with(&["WARN", "the roster is empty", "`use the_crate as _;`"]);
        assert_eq!(lines.len(), 1, "{}", log.text());
        assert!(system.shutdown().await.is_clean());
    });
}
