//! Generic daemons, events and bounds.
#![deny(warnings)]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::sync::Arc;

use compile_tests::live;
use daemon_core::prelude::*;

#[derive(Event, Clone)]
struct Changed<T> {
    value: T,
}

#[derive(Event)]
struct Sized2<const N: usize>([u8; N]);

/// Bounds at the block only.
#[daemon(register = false)]
struct Cache<K, V> {
    entries: BTreeMap<K, V>,
}

#[daemon]
impl<K: Ord + Send + 'static, V> Cache<K, V>
where
    V: Clone + Default + Send + Sync + 'static,
{
    #[subscribe]
    async fn changed(&mut self, event: &Changed<V>) {
        let first = self.entries.first_entry();
        if let Some(mut first) = first {
            first.insert(event.value.clone());
        }
    }

    #[subscribe]
    async fn copied(&mut self, event: Changed<V>, _: &Context) {
        drop(event.value);
    }

    #[subscribe]
    fn shared(&mut self, _: Arc<Changed<V>>) {}

    #[interval("1s")]
    async fn publish(&mut self, ctx: &Context) -> Result {
        ctx.publish(Changed { value: V::default() }).await?;
        Ok(())
    }
}

/// Bounds at both.
#[daemon(register = false)]
struct Log<T: Debug, const N: usize = 4>
where
    T: Send + Sync,
{
    #[default(std::array::from_fn(|_| None))]
    last: [Option<T>; N],
}

#[daemon]
impl<T: Debug + Send + Sync + 'static, const N: usize> Log<T, N> {
    #[subscribe(concurrent = 2)]
    async fn sized(&self, event: &Sized2<N>) {
        assert!(self.last.iter().all(|value| value.as_ref().is_none_or(|value| !format!("{value:?}").is_empty())));
        assert_eq!(event.0.len(), N);
    }
}

/// No bounds at all.
#[daemon(register = false, name = "plain")]
struct Plain<T> {
    nothing: PhantomData<fn() -> T>,
}

#[daemon]
impl<T> Plain<T> {
    #[run]
    async fn run(&self, ctx: &Context) {
        let PhantomData = self.nothing;
        ctx.cancelled().await;
    }

    #[interval("1s")]
    async fn tick(&self) {}
}

/// Of one type of several.
#[daemon(register = false)]
struct Only<T>(Vec<T>);

#[daemon]
impl Only<u8> {
    #[init]
    async fn init(_: &Context) -> Result<Self> {
        Ok(Self(vec![1]))
    }

    #[interval("1s")]
    fn tick(&mut self) {
        self.0.clear();
    }
}

#[daemon(depends_on(Cache<u8, String>, Plain<u8>))]
struct Dependent;

#[daemon]
impl Dependent {
    #[on_ready(Cache<u8, String>)]
    fn ready(&mut self) {}
}

fn main() {
    let app = App::new()
        .with::<Cache<u8, String>>()
        .with_named::<Cache<u16, String>>("second-cache")
        .with::<Log<u8>>()
        .with_named::<Log<u16>>("log-of-words")
        .with::<Plain<u8>>()
        .with::<Only<u8>>();
    live(app, 5);
}
