#[daemon]
pub struct UserDaemon {
    #[config]
    settings: UserSettings,
    #[cfg(feature = "trace")]
    #[config]
    trace: Trace,
}
