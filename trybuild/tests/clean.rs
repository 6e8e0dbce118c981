//! That the library of every attribute also works.

use compile_tests::clean::{Db, Latest};
use compile_tests::live;
use daemon_core::App;

#[test]
fn every_attribute_together() {
    live(App::new().with::<Latest<u64, 3>>().provide(Db::default()), 120);
}
