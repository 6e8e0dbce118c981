//! As `unlinked.rs`, but that it names the crate. p01.

use daemon_core::Status;
use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp};
use daemon_tests::Log;
use daemon_tests_plugin as _;

#[test]
fn p01_a_crate_that_is_named_has_its_daemons_in_the_roster() {
    testing::run(async {
        let log = Log::capture();
        let app = TestApp::of(App::new().expect(&["plugin"])).start().await;
        assert_eq!(app.status("plugin").unwrap().status, Status::Running);
        let planned = &app.plan().daemons[0];
        assert_eq!((planned.name.as_str(), planned.type_path), ("plugin", "daemon_tests_plugin::PluginDaemon"));
        assert_eq!(planned.description, "Does nothing, if it is linked.");
        let lines = log.lines_with(&["INFO", "1 of 1 daemons start: plugin", "roster=\"plugin\""]);
        assert_eq!(lines.len(), 1, "{}", log.text());
        app.end().await;
    });
}

#[test]
fn p01_the_nearest_name_is_offered_for_one_that_is_missing() {
    let error = App::new().expect(&["plugins"]).check().unwrap_err().to_string();
    assert!(error.contains("did you mean `plugin`?"), "{error}");
}
