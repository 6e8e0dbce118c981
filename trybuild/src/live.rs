//! A life in fast motion.

use std::time::Duration;

use daemon_core::App;

/// Starts `app`, lets `seconds` go by on a clock that skips waiting, and shuts down.
///
/// # Panics
///
/// If it does not start, if a daemon has failed meanwhile, or if the shutdown is not clean.
pub fn live(app: App, seconds: u64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    runtime.expect("a runtime").block_on(async {
        let system = app.strict().start().await.expect("the app starts");
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        for status in system.statuses() {
            assert!(status.failure.is_none(), "{} has failed: {:?}", status.name, status.failure);
        }
        let report = system.shutdown().await;
        assert!(report.is_clean(), "the shutdown was not clean:\n{report}");
    });
}
