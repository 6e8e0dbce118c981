//! What users may do with the public types, checked by the compiler: which cross threads, which live for ever.

use daemon_core::testing::{MockDaemon, Probe, RunningApp, TestApp};
use daemon_core::{
    App, CheckError, CommandError, ConfigChange, ConfigEffect, ConfigError, ConfigPlace, Context, DaemonError,
    DaemonFailed, DaemonReady, DaemonRestarting, DaemonStarted, DaemonStatus, DaemonStopped, Durable, Failure, Health,
    HealthChanged, History, JournalError, LogLine, LogQuery, LogStream, Logs, NotTaken, Plan, Published, Publishing,
    Record, Reload, ReloadError, RunError, Schedule, ScheduleError, ShutdownReport, StartError, StateEnded,
    StateWatcher, System, SystemHealth, SystemLogs, Undelivered, UnknownDaemon, WaitError,
};

#[derive(daemon_core::Event)]
struct Nothing;

/// Asserts `Send`, `Sync`, `Unpin` and `'static` for each type, as far as listed.
macro_rules! facts {
    ($($type:ty: $first:ident $(+ $more:ident)*;)*) => {
        #[test]
        fn public_types_cross_threads() {
            $({
                fn fact<T: $first $(+ $more)* + 'static>() {}
                fact::<$type>();
            })*
        }
    };
}

facts! {
    App: Send + Unpin;
    Context: Send + Sync + Unpin + Clone;
    System: Send + Sync + Unpin + Clone;
    Plan: Send + Sync + Clone;
    History: Send + Sync + Unpin + Clone;
    Record: Send + Sync + Clone;
    Durable: Send + Sync + Clone;
    JournalError: Send + Sync + Clone;
    DaemonStatus: Send + Sync + Clone;
    Logs: Send + Sync + Unpin + Clone;
    LogLine: Send + Sync + Unpin + Clone;
    LogQuery: Send + Sync + Unpin + Clone;
    LogStream: Send + Sync + Unpin;
    SystemLogs<'static>: Send + Sync + Unpin + Clone;
    Schedule: Send + Sync + Unpin + Clone;
    ScheduleError: Send + Sync + Unpin + Clone;
    ShutdownReport: Send + Sync + Clone;
    Failure: Send + Sync + Clone;
    Reload: Send + Sync + Clone;
    ReloadError: Send + Sync + Clone;
    ConfigChange: Send + Sync + Clone;
    ConfigEffect: Send + Sync + Unpin + Copy;
    ConfigError: Send + Sync + Clone;
    ConfigPlace: Send + Sync + Clone;
    DaemonStarted: Send + Sync + Unpin + Clone;
    DaemonReady: Send + Sync + Unpin + Clone;
    DaemonStopped: Send + Sync + Unpin + Clone;
    DaemonFailed: Send + Sync + Unpin + Clone;
    DaemonRestarting: Send + Sync + Unpin + Clone;
    HealthChanged: Send + Sync + Unpin + Clone;
    Health: Send + Sync + Unpin + Clone;
    SystemHealth: Send + Sync + Unpin + Clone;
    Publishing<'static>: Send + Unpin;
    Undelivered: Send + Sync + Clone;
    StateWatcher<Vec<u64>>: Send + Sync + Unpin + Clone;
    Published<Vec<u64>>: Send + Sync + Unpin + Clone;
    StateEnded: Send + Sync + Unpin + Copy;
    DaemonError: Send + Sync + Clone;
    NotTaken: Send + Sync + Unpin + Copy;
    UnknownDaemon: Send + Sync + Clone;
    CheckError: Send + Sync + Clone;
    CommandError: Send + Sync + Clone;
    WaitError: Send + Sync + Clone;
    StartError: Send + Sync;
    RunError: Send + Sync;
    TestApp: Send;
    RunningApp: Send + Sync;
    MockDaemon: Send + Sync + Clone;
    Probe<Nothing>: Send + Sync + Unpin;
}

/// Futures that are awaited inside handlers and tasks must be `Send`.
#[test]
fn public_futures_cross_threads() {
    fn sends<T: Send>(_: impl Fn(&'static System) -> T) {}
    fn app_sends<T: Send>(_: impl Fn(App) -> T) {}

    sends(|system| system.start("x"));
    sends(|system| system.stop("x"));
    sends(|system| system.restart("x"));
    sends(|system| system.wait_for("x", daemon_core::Status::Running));
    sends(|system| system.publish(Nothing));
    sends(System::shutdown);
    sends(System::reload);
    sends(|system| async { system.journal().flush().await });
    app_sends(App::start);
    app_sends(App::run);
}
