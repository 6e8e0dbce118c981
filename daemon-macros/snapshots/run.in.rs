#[daemon(crate = crate::runtime)]
impl Listener {
    #[init]
    async fn bind(&mut self) -> Result<()> {}

    #[cfg(unix)]
    #[run]
    async fn accept(&self, ctx: &Context) -> Result<()> {}

    #[interval("1s")]
    fn report(&self) {}
}
