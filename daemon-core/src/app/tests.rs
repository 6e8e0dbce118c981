//! Apps larger than anybody would write by hand: real daemons of one type, with declarations made up at run time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::App;
use crate::catalog::Entry;
use crate::daemon::{Declaration, Dependency, Source};
use crate::lifecycle::Status;
use crate::prelude::*;
use crate::supervise::Blueprint;
use crate::system::System;
use crate::testing;

/// How many daemons, a number that a recursion over them would notice.
const MANY: usize = 1000;

/// Who was built and who was cleaned up, in order.
#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<(&'static str, usize)>>>);

/// Notes its own number, which is its name.
#[daemon(crate = crate, register = false)]
struct Numbered {
    #[resource]
    diary: Diary,
}

impl Numbered {
    fn note(&self, what: &'static str, ctx: &Context) {
        let number = ctx.name().trim_start_matches("d-").parse().expect("its name is a number");
        self.diary.0.lock().expect("nobody panics").push((what, number));
    }
}

#[daemon(crate = crate)]
impl Numbered {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.note("up", ctx);
    }

    #[cleanup]
    fn cleanup(&mut self, ctx: &Context) {
        self.note("down", ctx);
    }
}

/// An app of many daemons, each of which needs those that `needs` says.
fn numbered(needs: impl Fn(usize) -> Vec<usize>, diary: &Diary) -> App {
    let mut app = App::empty().provide(diary.clone()).shutdown_timeout(Duration::from_secs(5 * MANY as u64));
    let names: Vec<&'static str> = (0..MANY).map(|number| &*format!("d-{number}").leak()).collect();
    for (number, name) in names.iter().enumerate() {
        let needs: Vec<Dependency> = needs(number).into_iter().map(|need| Dependency::named(names[need])).collect();
        let mut blueprint = *Blueprint::of::<Numbered>();
        let declaration = Declaration::new(name, "Numbered", Source::new(file!(), line!()));
        let declaration = declaration.depends_on(needs.leak()).resources(blueprint.declaration.resources);
        blueprint.declaration = Box::leak(Box::new(declaration));
        app.entries.push(Entry::new(Box::leak(Box::new(blueprint))));
    }
    app
}

async fn up(app: App) -> System {
    let system = app.start().await.expect("nothing is wrong with it");
    assert!(system.statuses().iter().all(|daemon| daemon.status == Status::Running));
    system
}

#[test]
fn p05_a_chain_of_a_thousand_starts_one_by_one_and_stops_in_reverse() {
    testing::run(async {
        let diary = Diary::default();
        let system = up(numbered(|number| number.checked_sub(1).into_iter().collect(), &diary)).await;
        assert!(system.shutdown().await.is_clean());
        let up = (0..MANY).map(|number| ("up", number));
        let down = (0..MANY).rev().map(|number| ("down", number));
        assert_eq!(*diary.0.lock().expect("nobody panics"), up.chain(down).collect::<Vec<_>>());
        testing::assert_no_leaks(&system);
    });
}

#[test]
fn p05_a_thousand_who_need_one_start_and_stop_around_it() {
    testing::run(async {
        let diary = Diary::default();
        let system = up(numbered(|number| if number == 0 { vec![] } else { vec![0] }, &diary)).await;
        assert!(system.shutdown().await.is_clean());
        let diary = diary.0.lock().expect("nobody panics");
        assert_eq!((diary.first(), diary.last(), diary.len()), (Some(&("up", 0)), Some(&("down", 0)), 2 * MANY));
    });
}

#[test]
fn p05_a_thousand_layers_of_everything_below() {
    testing::run(async {
        let diary = Diary::default();
        // Ten layers of a hundred, each on the whole of the one below.
        let below = |number: usize| (number / 100 * 100).saturating_sub(100)..number / 100 * 100;
        let system = up(numbered(|number| below(number).collect(), &diary)).await;
        assert_eq!(system.plan().waves().len(), 10);
        assert!(system.shutdown().await.is_clean());
        let diary = diary.0.lock().expect("nobody panics");
        let layers = diary.iter().map(|(_, number)| number / 100);
        let expected = (0..10).chain((0..10).rev()).flat_map(|layer| std::iter::repeat_n(layer, 100));
        assert!(layers.eq(expected));
    });
}
