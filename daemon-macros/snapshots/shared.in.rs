#[daemon]
impl Cache {
    #[init]
    async fn init(ctx: &Context) -> Result<Self> {}

    #[subscribe(concurrent = 4)]
    async fn look_up(&self, event: Arc<LookUp>) -> Result<()> {}

    #[interval("1m")]
    async fn evict(&mut self) {}

    #[health(every = "10s", timeout = "1s")]
    async fn health(&self) -> Health {}
}
