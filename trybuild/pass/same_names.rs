//! Names that generated code uses too.
#![deny(warnings)]

use compile_tests::live;
use daemon_core::prelude::*;

#[derive(Event)]
struct Mail;

#[derive(Event, Clone)]
struct Letter;

#[daemon]
struct Slot {
    ctx: u8,
    daemon: u8,
    event: u8,
    letter: u8,
    #[default({
        let ctx = 1;
        ctx
    })]
    mail: u8,
}

#[daemon]
impl Slot {
    const NAME: &'static str = "mine";
    const HANDLERS: u8 = 1;
    const HOOKS: u8 = 2;

    #[init]
    async fn init(&mut self, context: &Context) -> Result {
        assert_eq!((Self::NAME, Self::HANDLERS + Self::HOOKS, self.mail), ("mine", 3, 1));
        self.ctx = self.daemon + self.event + self.letter;
        context.publish(Mail).await?;
        Ok(())
    }

    #[subscribe]
    async fn handle(&mut self, letter: &Mail, ctx: &Context) -> Result {
        let Mail = letter;
        ctx.publish(Letter).await?;
        Ok(())
    }

    #[subscribe]
    async fn handle_shared(&mut self, event: Letter) {
        let Letter = event;
    }

    #[subscribe]
    async fn serve(&mut self, this: &Mail) {
        let Mail = this;
    }

    #[interval("1s")]
    async fn slot(&mut self) {
        self.new();
    }

    #[interval("1s")]
    async fn ctx(&mut self) {}

    #[interval("1s")]
    async fn event(&self) {}

    #[interval("1s")]
    async fn drop(&mut self) {}

    #[interval("1s")]
    async fn into_result(&mut self) {}

    #[defer("1s")]
    fn from_fields(&mut self) {}

    #[defer("1s")]
    fn clone(&mut self) {}

    #[cleanup]
    fn cleanup(&mut self) {}

    fn new(&mut self) {}
}

/// Two of one type name, told apart by their names.
mod other {
    use daemon_core::prelude::*;

    #[daemon(name = "other-slot")]
    struct Slot;

    #[daemon]
    impl Slot {
        #[run]
        async fn run(&self, ctx: &Context) {
            ctx.cancelled().await;
        }

        #[interval("1s")]
        fn run_shared(&self) {}
    }
}

/// A trait in scope with methods of the same names.
trait Daemon {
    fn init(&self) {}
    fn handle(&self) {}
    fn tick(&self) {}
}

impl<T> Daemon for T {}

#[daemon]
struct Ambiguous;

#[daemon]
impl Ambiguous {
    #[interval("1s")]
    fn tick(&mut self) {
        Daemon::init(self);
        Daemon::handle(self);
        Daemon::tick(self);
    }
}

fn main() {
    live(App::new(), 3);
}
