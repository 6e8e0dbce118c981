use daemon_core::prelude::*;

#[derive(Default)]
struct UserSettings {
    model: String,
}

#[daemon]
struct UserDaemon {
    #[config]
    settings: UserSettings,
}

#[daemon]
impl UserDaemon {
    #[interval("5s")]
    fn show(&self) {
        println!("{}", self.settings.model);
    }
}

fn main() {}
