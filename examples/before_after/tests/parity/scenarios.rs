//! What both versions do.

use std::time::Duration;

use before_after::events::BatchCompleted;
use daemon_core::testing;
use tokio::time::Instant;

use crate::stage::{Stage, human, is_any_timer_set, persona, seconds, settle};
use crate::world::{News, Service, World};

/// Makes each scenario a test of each version.
macro_rules! of_both {
    ($($scenario:ident),+ $(,)?) => {
        mod by_hand {
            $(
                #[test]
                fn $scenario() {
                    daemon_core::testing::run(super::$scenario::<crate::by_hand::ByHand>());
                }
            )+
        }

        mod with_macros {
            $(
                #[test]
                fn $scenario() {
                    daemon_core::testing::run(super::$scenario::<crate::with_macros::WithMacros>());
                }
            )+
        }
    };
}

of_both! {
    clients_follow_their_users,
    events_are_handled_in_the_order_published,
    more_events_than_there_is_room_for_are_not_lost,
    a_batch_is_told,
    new_users_are_added_to_the_rooms_of_everybody,
    data_may_be_ready_late,
    who_starts_late_sees_that_data_is_ready,
    who_stops_and_starts_again_sees_it_again,
    data_that_starts_again_is_seen_again,
    missing_clients_are_made_every_five_seconds,
    clients_are_reconciled_every_thirty_seconds,
    a_slow_check_does_not_overlap_itself,
    a_failing_handler_is_logged_and_stops_nothing,
    a_refused_client_is_logged_and_keeps_no_other,
    a_panic_ends_its_service_and_no_other,
    a_client_that_does_not_close_keeps_no_other,
    a_channel_whose_leaving_panics_keeps_nothing,
    who_missed_it_is_caught_up_on_after_two_seconds,
    catching_up_is_cancelled_by_a_stop,
    what_is_queued_is_handled_before_the_stop,
    own_cleanup_comes_first,
    data_stops_after_those_who_need_it,
    a_hung_handler_does_not_hold_the_stop,
    a_stop_while_waiting_for_data_is_at_once,
    nothing_happens_after_a_stop,
    nothing_is_left_however_often,
}

async fn clients_follow_their_users<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    stage.create(persona(1, "ada")).await;
    stage.create(human(2, "ben")).await;
    assert_eq!(stage.gateway.online(), ["ada"]);

    stage.world.publish(News::Updated(persona(1, "ada l."))).await;
    stage.world.publish(News::Updated(persona(2, "ben"))).await;
    settle().await;
    assert_eq!(stage.gateway.online(), ["ada l.", "ben"]);

    stage.world.publish(News::Updated(human(2, "ben"))).await;
    stage.world.publish(News::Deleted(1)).await;
    settle().await;
    assert!(stage.gateway.online().is_empty());
    assert_eq!(stage.gateway.history(), ["closed 2", "closed 1"]);
    assert!(stage.log.take().is_empty());
    stage.end().await;
}

async fn events_are_handled_in_the_order_published<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    for id in 1..=20 {
        stage.world.publish(News::Created(persona(id, "a"))).await;
        stage.world.publish(News::Updated(persona(id, "b"))).await;
        if id > 1 {
            stage.world.publish(News::Deleted(id)).await;
        }
    }
    settle().await;
    assert_eq!(stage.gateway.online(), ["b"]);
    assert_eq!(stage.gateway.history(), (2..=20).map(|id| format!("closed {id}")).collect::<Vec<_>>());
    stage.end().await;
}

async fn more_events_than_there_is_room_for_are_not_lost<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, false, true).await.unwrap();
    stage.start_all().await;
    for message in 0..3000 {
        stage.say(message, 1).await;
    }
    seconds(1).await;
    assert_eq!(stage.store.examples().await.unwrap(), 3000);
    assert_eq!(stage.world.batches().len(), 300);
    stage.end().await;
}

async fn a_batch_is_told<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, false, true).await.unwrap();
    stage.store.add_room(2, false, false).await.unwrap();
    stage.start_all().await;
    for message in 0..9 {
        stage.say(message, 1).await;
        stage.say(100 + message, 2).await;
    }
    settle().await;
    assert_eq!(stage.store.examples().await.unwrap(), 9, "what is said elsewhere is not kept");
    assert!(stage.world.batches().is_empty());
    for message in 9..25 {
        stage.say(message, 1).await;
    }
    settle().await;
    assert_eq!(stage.world.batches(), [BatchCompleted { room: 1, batch: 1 }, BatchCompleted { room: 1, batch: 2 }]);
    stage.end().await;
}

async fn new_users_are_added_to_the_rooms_of_everybody<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, false).await.unwrap();
    stage.store.add_room(2, false, false).await.unwrap();
    stage.store.add_room(3, true, false).await.unwrap();
    stage.start_all().await;
    stage.create(human(7, "ben")).await;
    assert_eq!(stage.store.members().await.unwrap(), [(1, 7), (3, 7)]);
    stage.end().await;
}

async fn data_may_be_ready_late<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    stage.store.add_room(1, true, true).await.unwrap();
    stage.unmount().await;
    stage.start_all().await;
    seconds(61).await;
    assert!(stage.gateway.online().is_empty());
    // Those who cannot do without it have not begun. The user service has, and says that it cannot do everything.
    stage.say(1, 1).await;
    stage.world.publish(News::Created(persona(2, "ben"))).await;
    settle().await;
    assert_eq!(stage.gateway.online(), ["ben"]);
    let log = stage.log.take();
    assert_eq!(log.len(), 12 + 2, "checks and reconciliations: {log:?}");
    assert!(log.iter().all(|line| line.contains("ERROR") && line.contains("the store is not open")), "{log:?}");

    stage.mount().await;
    seconds(1).await;
    assert_eq!(stage.gateway.online(), ["ada", "ben"], "without waiting for the next check");
    stage.say(2, 1).await;
    seconds(2).await;
    assert_eq!(stage.store.examples().await.unwrap(), 1, "those who waited for it have started");
    assert_eq!(stage.store.members().await.unwrap(), [(1, 1)]);
    assert!(stage.log.take().is_empty());
    stage.end().await;
}

async fn who_starts_late_sees_that_data_is_ready<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    stage.world.start(Service::Data).await;
    seconds(60 * 60).await;
    stage.world.start(Service::User).await;
    settle().await;
    assert_eq!(stage.gateway.online(), ["ada"]);
    stage.end().await;
}

async fn who_stops_and_starts_again_sees_it_again<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    stage.start_all().await;
    stage.world.stop(Service::User).await;
    assert!(stage.gateway.online().is_empty());
    stage.world.start(Service::User).await;
    settle().await;
    assert_eq!(stage.gateway.online(), ["ada"]);
    stage.end().await;
}

async fn data_that_starts_again_is_seen_again<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    stage.world.stop(Service::Data).await;
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    stage.world.start(Service::Data).await;
    settle().await;
    assert_eq!(stage.gateway.online(), ["ada"], "without waiting for the next check");
    assert!(stage.log.take().is_empty());
    stage.end().await;
}

async fn missing_clients_are_made_every_five_seconds<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    // Nobody has told of this one.
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    seconds(4).await;
    assert!(stage.gateway.online().is_empty());
    seconds(1).await;
    assert_eq!(stage.gateway.online(), ["ada"]);
    stage.gateway.lose(1);
    seconds(4).await;
    assert!(stage.gateway.online().is_empty());
    seconds(1).await;
    assert_eq!(stage.gateway.online(), ["ada"]);
    assert_eq!(stage.gateway.attempts().len(), 2);
    stage.end().await;
}

async fn clients_are_reconciled_every_thirty_seconds<W: World>() {
    let mut stage = Stage::<W>::new().await;
    for user in [persona(1, "ada"), persona(2, "ben"), persona(3, "cleo")] {
        stage.store.put_user(user).await.unwrap();
    }
    stage.start_all().await;
    stage.store.remove_user(1).await.unwrap();
    stage.store.put_user(human(2, "ben")).await.unwrap();
    stage.store.put_user(persona(3, "cleopatra")).await.unwrap();
    seconds(29).await;
    assert_eq!(stage.gateway.online(), ["ada", "ben", "cleo"]);
    assert!(stage.store.online().await.unwrap().is_empty());
    seconds(1).await;
    assert_eq!(stage.gateway.online(), ["cleopatra"]);
    assert_eq!(stage.store.online().await.unwrap(), [3]);
    stage.end().await;
}

async fn a_slow_check_does_not_overlap_itself<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    stage.gateway.refuse(1);
    stage.gateway.set_latency(Duration::from_secs(12));
    stage.start_all().await;
    let start = Instant::now();
    seconds(11).await;
    stage.gateway.set_latency(Duration::ZERO);
    seconds(15).await;
    // The first when data is ready. While it lasts two checks are missed: one at once, and then as scheduled.
    let began = |at: Instant| (at + Duration::from_millis(500)).duration_since(start).as_secs();
    assert_eq!(stage.gateway.attempts().into_iter().map(began).collect::<Vec<_>>(), [0, 12, 15, 20, 25]);
    assert_eq!(stage.gateway.most_connecting(), 1);
    stage.gateway.accept_all();
    seconds(5).await;
    assert_eq!(stage.gateway.online(), ["ada"]);
    stage.end().await;
}

async fn a_failing_handler_is_logged_and_stops_nothing<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, true).await.unwrap();
    stage.start_all().await;
    seconds(3).await;
    stage.store.execute("ALTER TABLE room RENAME TO away").await.unwrap();
    stage.create(human(1, "ben")).await;
    stage.say(1, 1).await;
    settle().await;
    let log = stage.log.take();
    for (service, handler) in [("room-membership", "user_created"), ("training", "message_created")] {
        let told = |line: &&String| line.contains("ERROR") && line.contains(service) && line.contains(handler);
        let told: Vec<&String> = log.iter().filter(told).collect();
        assert_eq!(told.len(), 1, "{log:?}");
        assert!(told[0].contains("no such table: room"), "{log:?}");
    }

    stage.store.execute("ALTER TABLE away RENAME TO room").await.unwrap();
    stage.create(human(2, "cleo")).await;
    stage.say(2, 1).await;
    settle().await;
    assert_eq!(stage.store.members().await.unwrap(), [(1, 2)]);
    assert_eq!(stage.store.examples().await.unwrap(), 1);
    assert!(stage.log.take().is_empty());
    stage.end().await;
}

async fn a_refused_client_is_logged_and_keeps_no_other<W: World>() {
    let mut stage = Stage::<W>::new().await;
    for user in [persona(1, "ada"), persona(2, "ben"), persona(3, "cleo")] {
        stage.store.put_user(user).await.unwrap();
    }
    stage.gateway.refuse(2);
    stage.start_all().await;
    assert_eq!(stage.gateway.online(), ["ada", "cleo"]);
    let log = stage.log.take();
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].contains("ERROR") && log[0].contains("the network refused user 2"), "{log:?}");
    stage.gateway.accept_all();
    seconds(5).await;
    assert_eq!(stage.gateway.online(), ["ada", "ben", "cleo"]);
    stage.end().await;
}

async fn a_panic_ends_its_service_and_no_other<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, true).await.unwrap();
    stage.start_all().await;
    stage.create(persona(1, "ada")).await;
    stage.gateway.panic_at(2);
    stage.create(persona(2, "ben")).await;
    // It has cleaned up as in every stop.
    assert_eq!(stage.gateway.history(), ["closed 1", "left typing", "left presence"]);
    let log = stage.log.take();
    let told = |line: &&String| line.contains("ERROR") && line.contains("the network speaks nonsense");
    assert_eq!(log.iter().filter(told).count(), 1, "{log:?}");
    // The others have noticed nothing.
    stage.create(human(3, "cleo")).await;
    stage.say(1, 1).await;
    settle().await;
    assert_eq!(stage.store.members().await.unwrap(), [(1, 1), (1, 2), (1, 3)]);
    assert_eq!(stage.store.examples().await.unwrap(), 1);
    stage.end().await;
}

async fn a_client_that_does_not_close_keeps_no_other<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    for user in [persona(1, "ada"), persona(2, "ben"), persona(3, "cleo")] {
        stage.create(user).await;
    }
    stage.gateway.refuse(2);
    stage.world.stop(Service::User).await;
    assert_eq!(stage.gateway.history()[..3], ["closed 1", "closed 2", "closed 3"]);
    let log = stage.log.take();
    assert_eq!(log.len(), 1, "{log:?}");
    assert!(log[0].contains("the network refused user 2"), "{log:?}");
    stage.end().await;
}

async fn a_channel_whose_leaving_panics_keeps_nothing<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    stage.create(persona(1, "ada")).await;
    stage.gateway.panic_leaving("typing");
    stage.gateway.panic_leaving("presence");
    stage.world.stop(Service::User).await;
    assert_eq!(stage.gateway.history(), ["closed 1", "left typing", "left presence"]);
    let log = stage.log.take();
    assert_eq!(log.len(), 2, "{log:?}");
    assert!(log[0].contains("no longer in typing") && log[1].contains("no longer in presence"), "{log:?}");
    stage.end().await;
}

async fn who_missed_it_is_caught_up_on_after_two_seconds<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, false).await.unwrap();
    stage.store.put_user(human(1, "ada")).await.unwrap();
    stage.store.put_user(human(2, "ben")).await.unwrap();
    stage.store.add_member(1, 2).await.unwrap();
    stage.start_all().await;
    // The start has taken a millisecond.
    testing::advance(Duration::from_millis(1998)).await;
    assert_eq!(stage.store.members().await.unwrap(), [(1, 2)]);
    settle().await;
    settle().await;
    assert_eq!(stage.store.members().await.unwrap(), [(1, 1), (1, 2)]);
    // Once.
    stage.store.put_user(human(3, "cleo")).await.unwrap();
    seconds(60).await;
    assert_eq!(stage.store.members().await.unwrap(), [(1, 1), (1, 2)]);
    stage.end().await;
}

async fn catching_up_is_cancelled_by_a_stop<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, false).await.unwrap();
    stage.store.put_user(human(1, "ada")).await.unwrap();
    stage.start_all().await;
    seconds(1).await;
    stage.world.stop(Service::RoomMembership).await;
    seconds(60).await;
    assert!(stage.store.members().await.unwrap().is_empty());
    assert!(stage.log.take().is_empty());
    stage.end().await;
}

async fn what_is_queued_is_handled_before_the_stop<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, true).await.unwrap();
    stage.start_all().await;
    for id in 0..100 {
        stage.say(id, 1).await;
    }
    stage.world.stop(Service::Training).await;
    assert_eq!(stage.store.examples().await.unwrap(), 100);
    for id in 0..100 {
        stage.world.publish(News::Created(persona(id, "ada"))).await;
    }
    stage.world.stop(Service::RoomMembership).await;
    assert_eq!(stage.store.members().await.unwrap().len(), 100);
    for id in 100..200 {
        stage.world.publish(News::Created(persona(id, "ada"))).await;
    }
    stage.world.stop(Service::User).await;
    assert_eq!(stage.gateway.history().len(), 200 + 2);
    assert_eq!(stage.world.batches().len(), 10);
    stage.end().await;
}

async fn own_cleanup_comes_first<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    stage.create(persona(2, "ben")).await;
    stage.create(persona(1, "ada")).await;
    stage.world.stop(Service::User).await;
    assert_eq!(stage.gateway.history(), ["closed 1", "closed 2", "left typing", "left presence"]);
    stage.end().await;
}

async fn data_stops_after_those_who_need_it<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, true).await.unwrap();
    stage.start_all().await;
    for id in 0..100 {
        stage.say(id, 1).await;
        stage.world.publish(News::Created(human(id, "ada"))).await;
    }
    // What the two have to do yet, they need the store for.
    stage.world.stop(Service::Data).await;
    assert_eq!(stage.store.examples().await.unwrap(), 100);
    assert_eq!(stage.store.members().await.unwrap().len(), 100);
    assert!(stage.log.take().is_empty());
    stage.end().await;
}

async fn a_hung_handler_does_not_hold_the_stop<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.start_all().await;
    stage.create(persona(1, "ada")).await;
    stage.gateway.set_latency(Duration::from_secs(60 * 60));
    stage.create(persona(2, "ben")).await;
    let before = Instant::now();
    stage.world.stop(Service::User).await;
    assert_eq!(before.elapsed().as_secs(), 4, "and a second is left to clean up");
    assert_eq!(stage.gateway.history(), ["closed 1", "left typing", "left presence"]);
    stage.end().await;
}

async fn a_stop_while_waiting_for_data_is_at_once<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.unmount().await;
    stage.start_all().await;
    let before = Instant::now();
    stage.world.stop(Service::Training).await;
    stage.world.stop(Service::Data).await;
    assert!(before.elapsed() < Duration::from_secs(1));
    stage.end().await;
}

async fn nothing_happens_after_a_stop<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.add_room(1, true, true).await.unwrap();
    stage.start_all().await;
    assert!(is_any_timer_set().await, "or else this would not notice one that is left");
    for service in [Service::Data, Service::User] {
        stage.world.stop(service).await;
    }
    stage.create(persona(1, "ada")).await;
    stage.say(1, 1).await;
    seconds(60 * 60).await;
    assert!(stage.gateway.attempts().is_empty());
    assert!(stage.store.members().await.unwrap().is_empty());
    assert_eq!(stage.store.examples().await.unwrap(), 0);
    assert!(!is_any_timer_set().await);
    stage.end().await;
}

async fn nothing_is_left_however_often<W: World>() {
    let mut stage = Stage::<W>::new().await;
    stage.store.put_user(persona(1, "ada")).await.unwrap();
    stage.store.add_room(1, true, true).await.unwrap();
    for round in 0..100 {
        stage.start_all().await;
        stage.say(round, 1).await;
        seconds(round.unsigned_abs() % 7).await;
        assert_eq!(stage.gateway.online(), ["ada"]);
        assert_eq!(stage.gateway.memberships(), 2);
        stage.world.stop(Service::Data).await;
        stage.world.stop(Service::User).await;
        assert_eq!(stage.gateway.memberships(), 0);
    }
    assert_eq!(stage.store.examples().await.unwrap(), 100);
    assert!(stage.log.take().is_empty());
    stage.end().await;
}
