#[daemon]
impl UserDaemon {
    /// Documented.
    #[subscribe]
    pub async fn user_created(&mut self, event: &UserCreated, ctx: &Context) -> Result<()> {
        self.create(event).await
    }

    #[subscribe]
    fn user_removed(&mut self, event: UserRemoved) {}

    #[interval("5s", missed = "delay", jitter = "500ms", immediate, after_error = "30s")]
    async fn user_monitoring(&mut self) {}

    #[cfg(feature = "slow")]
    #[interval(every = Self::PERIOD, name = "slow")]
    fn r#loop(&mut self) {}

    #[schedule("30 2 * * *", tz = "Europe/Berlin", missed = "skip")]
    async fn nightly_backup(&mut self, ctx: &Context) -> Result<()> {
        self.back_up(ctx).await
    }

    #[schedule("@hourly", name = "hourly")]
    fn count(&mut self) {}

    #[defer("2s")]
    async fn catch_up(&mut self) {}

    #[on_ready(DataDaemon)]
    async fn ensure_persona_clients(&mut self) {}

    #[cleanup]
    async fn disconnect(&mut self) {}

    fn create(&self) -> usize {
        1
    }
}
