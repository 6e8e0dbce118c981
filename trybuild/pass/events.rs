//! Events of every kind, near and far.
#![deny(warnings)]

use compile_tests::live;
use daemon_core::prelude::*;

mod far {
    pub(crate) mod away {
        use daemon_core::prelude::*;

        /// Something.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Event)]
        #[event(topic = "far.away")]
        pub(crate) struct Happened {
            pub(crate) id: u64,
        }
    }

    pub(crate) use away::Happened as Renamed;
}

#[derive(Event)]
struct Unit;

#[derive(Event, Clone)]
enum Either {
    Left(u8),
    Right { value: String },
}

#[derive(Clone, Copy, Event)]
union Bits {
    word: u32,
}

#[derive(Event, Clone)]
struct Of<T: Clone, const N: usize = 1>([T; N])
where
    T: PartialEq;

type Alias = Of<u8, 2>;

trait Source {
    type Output;
}

struct Sensor;

impl Source for Sensor {
    type Output = Either;
}

/// With one not written by derive.
struct ByHand;

impl Event for ByHand {
    const TOPIC: &'static str = "by-hand";
}

#[daemon]
struct Publisher;

#[daemon]
impl Publisher {
    #[defer("1s")]
    async fn publish(&mut self, ctx: &Context) -> Result {
        ctx.publish(far::Renamed { id: 1 }).await?;
        ctx.publish(Unit).await?;
        ctx.publish(Either::Left(1)).await?;
        ctx.publish(Either::Right { value: String::new() }).await?;
        ctx.publish(Bits { word: 1 }).await?;
        ctx.publish(Of([1_u8, 2])).await?;
        ctx.publish(std::sync::Arc::new(ByHand)).await?;
        Ok(())
    }
}

#[daemon(after(Publisher))]
struct Listener;

#[daemon]
impl Listener {
    #[subscribe]
    async fn far(&mut self, event: &far::away::Happened) {
        assert_eq!(event.id, 1);
    }

    #[subscribe]
    async fn renamed(&mut self, _: far::Renamed) {}

    #[subscribe]
    async fn from_the_root(&mut self, _: &crate::far::away::Happened) {}

    #[subscribe]
    async fn unit(&mut self, Unit: &Unit) {}

    #[subscribe]
    async fn either(&mut self, event: &<Sensor as Source>::Output) {
        match event {
            Either::Left(value) => assert_eq!(*value, 1),
            Either::Right { value } => assert!(value.is_empty()),
        }
    }

    #[subscribe]
    async fn bits(&mut self, event: &Bits) {
        assert_eq!(size_of_val(event), 4);
    }

    #[subscribe]
    async fn alias(&mut self, event: Alias) {
        assert_eq!(event.0, [1, 2]);
    }

    #[subscribe]
    async fn by_hand(&mut self, _: &ByHand) {}
}

fn main() {
    live(App::new(), 3);
}
