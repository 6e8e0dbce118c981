//! A version, and the world around it.

use std::fs;
use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use before_after::clients::Gateway;
use before_after::events::{Message, User, UserId};
use before_after::store::Store;
use daemon_core::testing::advance;
use tempfile::TempDir;
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::Instant;

use crate::log::Log;
use crate::world::{News, Service, World};

/// A version with its store, its network and its log.
pub(crate) struct Stage<W> {
    pub(crate) world: W,
    /// The same file as the version has, opened a second time.
    pub(crate) store: Store,
    pub(crate) gateway: Gateway,
    pub(crate) log: Log,
    directory: TempDir,
}

impl<W: World> Stage<W> {
    /// With an empty store on a volume that is mounted, and nothing started.
    pub(crate) async fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let volume = directory.path().join("volume");
        fs::create_dir(&volume).unwrap();
        let store = Store::at(volume.join("chat.db"));
        store.open().await.unwrap();
        let gateway = Gateway::default();
        let log = Log::capture();
        let world = W::new(Store::at(volume.join("chat.db")), gateway.clone()).await;
        Self { world, store, gateway, log, directory }
    }

    pub(crate) async fn start_all(&mut self) {
        // In no useful order on purpose.
        for service in [Service::RoomMembership, Service::User, Service::Data, Service::Training] {
            self.world.start(service).await;
        }
        settle().await;
    }

    /// The volume with the store goes away. Nobody has it open.
    pub(crate) async fn unmount(&self) {
        self.store.close().await.unwrap();
        fs::rename(self.volume(), self.directory.path().join("unmounted")).unwrap();
    }

    /// It is back.
    pub(crate) async fn mount(&self) {
        fs::rename(self.directory.path().join("unmounted"), self.volume()).unwrap();
        self.store.open().await.unwrap();
    }

    fn volume(&self) -> PathBuf {
        self.directory.path().join("volume")
    }

    /// A new user, in the store and in the news.
    pub(crate) async fn create(&self, user: User) {
        self.store.put_user(user.clone()).await.unwrap();
        self.world.publish(News::Created(user)).await;
        settle().await;
    }

    /// Somebody says something.
    pub(crate) async fn say(&self, message: i64, room: i64) {
        self.world.publish(News::Said(Message { id: message, room, author: 1, text: "hello".to_owned() })).await;
    }

    /// Stops everything, and makes sure that nothing is left: by the version's count, by the runtime's, and by the clock.
    pub(crate) async fn end(self) {
        self.end_with_lost(&[]).await;
    }

    /// The same, when these could not be closed.
    pub(crate) async fn end_with_lost(self, lost: &[&str]) {
        self.world.end().await;
        assert_eq!(self.gateway.online(), lost, "clients are left");
        assert_eq!(self.gateway.memberships(), 0, "the channels are not left");
        assert_eq!(tasks().await, 0, "tasks are left");
        assert!(!is_any_timer_set().await, "timers are left");
    }
}

/// Lets everything run that can, the threads for blocking work included: while they work, the clock does not move.
pub(crate) async fn settle() {
    advance(Duration::from_millis(1)).await;
}

pub(crate) async fn seconds(seconds: u64) {
    advance(Duration::from_secs(seconds)).await;
}

/// How many tasks the runtime has, beside the test itself.
async fn tasks() -> usize {
    settle().await;
    Handle::current().metrics().num_alive_tasks()
}

/// Whether anybody at all waits for the clock: if so, it moves by itself while the test waits for something else.
pub(crate) async fn is_any_timer_set() -> bool {
    let before = Instant::now();
    let (send, ring) = oneshot::channel();
    let (_never, wait) = mpsc::channel::<()>();
    let bell = std::thread::spawn(move || {
        let _ = wait.recv_timeout(Duration::from_millis(20));
        send.send(())
    });
    ring.await.unwrap();
    bell.join().unwrap().unwrap();
    before != Instant::now()
}

/// A user who is played by this program.
pub(crate) fn persona(id: UserId, name: &str) -> User {
    User { id, name: name.to_owned(), persona: true }
}

/// One who is not.
pub(crate) fn human(id: UserId, name: &str) -> User {
    User { id, name: name.to_owned(), persona: false }
}
