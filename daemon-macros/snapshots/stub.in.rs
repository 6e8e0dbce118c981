#[daemon(nam = "user")]
struct UserDaemon {
    #[resource]
    db: Db,
}

#[daemon]
impl UserDaemon {
    #[interval("5 sec")]
    async fn user_monitoring(&mut self) {}

    #[defer("2s")]
    async fn catch_up(&mut self) {}
}
