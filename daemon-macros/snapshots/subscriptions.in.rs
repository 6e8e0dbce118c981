#[daemon]
impl Sampler {
    #[subscribe(overflow = "wait", from = Self, filter = Self::is_large)]
    fn all(&mut self, event: &Sample) {}

    #[subscribe(overflow = "drop_oldest", from = Feed)]
    fn oldest(&mut self, event: Arc<Sample>) {}

    #[subscribe(overflow = "drop_newest", keep = 16, from = "feed")]
    fn newest(&mut self, event: Sample) {}

    #[subscribe(overflow = "latest", filter = filters::large, concurrent = 2)]
    async fn latest(&self, event: &Sample) {}

    #[subscribe("chat.*")]
    fn chat(&mut self, event: &AnyEvent) {}

    #[subscribe("chat.**", overflow = "latest", filter = filters::chat)]
    fn last_of_chat(&mut self, event: &daemon_core::AnyEvent, ctx: &Context) {}
}
