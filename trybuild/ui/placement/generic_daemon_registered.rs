use daemon_core::prelude::*;

#[daemon]
struct Cache<K, V> {
    entries: Vec<(K, V)>,
}

#[daemon]
impl<K: Send + 'static, V: Send + 'static> Cache<K, V> {
    #[interval("5s")]
    async fn evict(&mut self) {
        self.entries.clear();
    }
}

fn main() {}
