//! Whether everything still turns.

use super::supervisor::Supervisor;

impl Supervisor {
    /// Resolves when a task beside the supervisor's own, and then one beside those of daemons, has had its turn: not while the
    /// thread that keeps the deadlines is blocked, or every thread that daemons run on.
    #[expect(clippy::disallowed_methods, reason = "awaited here")]
    pub(crate) async fn turn(&self) {
        // An error says that the runtime has ended, and this will with it.
        let _ = self.own.home.spawn(async {}).await;
        let _ = self.daemons.spawn(async {}).await;
    }
}
