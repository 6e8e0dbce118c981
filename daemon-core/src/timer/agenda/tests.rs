use std::task::Waker;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn agenda() -> (Agenda, Arc<AtomicUsize>) {
    let live = Arc::new(AtomicUsize::new(0));
    (Agenda::new(Arc::clone(&live)), live)
}

fn tally() -> Arc<Tally> {
    Arc::new(Tally::new(Instant::now()))
}

fn name(number: usize) -> Arc<str> {
    Arc::from(format!("timer-{number}"))
}

fn poll(agenda: &mut Agenda) {
    agenda.poll(&mut Context::from_waker(Waker::noop()), true);
}

/// How often timers were looked at while `count` of them were set, replaced, fired and cleared.
async fn visits(count: usize) -> usize {
    let (mut agenda, live) = agenda();
    for round in 0..2 {
        for number in 0..count {
            agenda.set(name(number), number + round * count, SECOND, tally());
        }
    }
    assert_eq!(live.load(Ordering::Relaxed), count);
    tokio::time::advance(SECOND).await;
    poll(&mut agenda);
    let mut fired = Vec::new();
    while let Some(timer) = agenda.due(|_| true) {
        fired.push(agenda.slot(timer));
        assert!(agenda.is_due(timer));
        agenda.fire(timer);
        agenda.failed(*fired.last().unwrap());
    }
    assert_eq!(fired.len(), count);
    for number in 0..count {
        assert_eq!(agenda.remove(&name(number)), Some(number + count));
    }
    assert_eq!(live.load(Ordering::Relaxed), 0);
    agenda.timers.visits.get()
}

#[tokio::test(start_paused = true)]
async fn what_timers_cost_grows_as_their_number_does() {
    let (few, many) = (visits(100).await, visits(10_000).await);
    assert_eq!(many, few * 100);
}

#[tokio::test(start_paused = true)]
async fn due_timers_fire_in_the_order_in_which_they_became_due() {
    let (mut agenda, _) = agenda();
    for (number, seconds) in [3, 1, 2].into_iter().enumerate() {
        agenda.once(number, SECOND * seconds, tally());
    }
    tokio::time::advance(SECOND * 3).await;
    poll(&mut agenda);
    let fired = std::iter::from_fn(|| {
        let timer = agenda.due(|_| true)?;
        let slot = agenda.slot(timer);
        agenda.fire(timer);
        Some(slot)
    });
    assert_eq!(fired.collect::<Vec<_>>(), [1, 2, 0]);
}

#[tokio::test(start_paused = true)]
async fn an_interval_that_is_due_can_be_replaced_and_is_then_not_due() {
    let (mut agenda, live) = agenda();
    agenda.set(name(0), 0, SECOND, tally());
    tokio::time::advance(SECOND).await;
    poll(&mut agenda);
    assert!(agenda.due(|_| true).is_some());
    assert_eq!(agenda.set(name(0), 1, SECOND, tally()), Some(0));
    assert_eq!(agenda.due(|_| true), None);
    tokio::time::advance(SECOND).await;
    poll(&mut agenda);
    assert_eq!(agenda.due(|_| true).map(|timer| agenda.slot(timer)), Some(1));
    assert_eq!(live.load(Ordering::Relaxed), 1);
    drop(agenda);
    assert_eq!(live.load(Ordering::Relaxed), 0);
}
