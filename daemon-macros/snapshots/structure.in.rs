/// Keeps one persona client
/// per user.
///
/// Not shown to operators.
#[daemon(depends_on(DataDaemon, "mailer"), after(metrics::MetricsDaemon), profiles("full"), start_timeout = "10s",
    mailbox(capacity = 64, publish_timeout = "500ms"), category = "service", capabilities("chat"), autostart = false)]
pub struct UserDaemon {
    #[resource]
    db: Db,
    #[default(HashMap::with_capacity(64))]
    pub personas: HashMap<UserId, Persona>,
    seen: u64,
    #[cfg(feature = "trace")]
    trace: Trace,
}
