use daemon_core::prelude::*;

#[derive(Event)]
struct UserCreated;

#[daemon]
struct UserDaemon {
    users: u64,
}

#[daemon]
impl UserDaemon {
    #[interval("5 sec")]
    async fn report(&mut self) {
        println!("{} users", self.users);
    }

    #[subscribe]
    async fn user_created(&mut self, _ctx: &Context, _event: &UserCreated) {
        self.users += 1;
    }

    #[defer("2s", imediate)]
    async fn catch_up(&mut self) {}

    #[on_ready("data")]
    async fn reload(self) -> Result<()> {
        Ok(())
    }

    #[cleanup]
    async fn disconnect<T>(&mut self) {}
}

fn main() {}
