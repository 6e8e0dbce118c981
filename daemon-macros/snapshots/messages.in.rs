#[daemon]
impl Till {
    /// Puts money in, and says how much there is.
    #[message]
    pub async fn pay(&mut self, cents: u64) -> u64 {}

    #[message(priority = "high", remote)]
    fn take(&mut self, cents: u64, why: Option<String>, ctx: &Context) -> Result<u64, Empty> {}

    #[message(remote, concurrent = 4)]
    async fn sum(&self) -> u64 {}
}
