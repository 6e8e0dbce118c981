//! Random histories of an app, against what must hold of any.

mod model;
mod moment;
mod operation;
mod play;
mod random;
mod shrink;
#[cfg(test)]
mod tests;

use std::fmt::{self, Write};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use moment::Moment;
pub use operation::Operation;
use operation::{Step, Targets};
use play::{Violation, play};
pub use random::Random;
use shrink::shrink;

use crate::BoxError;
use crate::app::App;
use crate::daemon::Outcome;
use crate::event::Event;
use crate::system::System;

/// How many things are done in a history, unless said otherwise.
const STEPS: usize = 40;

/// How many records of the journal are shown, of its beginning and its end.
const SHOWN: usize = 100;

/// Makes an event and publishes it.
type Generator = Arc<dyn Fn(&mut Random, &System) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

type Invariant = Box<dyn Fn(&Moment<'_>) -> Result<(), BoxError>>;

/// A random history of an app, made of `seed`: its daemons are started, stopped, restarted, killed, fail, panic and hang,
/// events are published and the clock jumps, all in virtual time and always the same way for one seed. After each step,
/// and in the end, it is checked that what this framework promises holds, and what you say must hold of your daemons.
///
/// What holds of any app: only legal moves, a journal without gaps that says where each daemon is (p37); nobody starts
/// before those it needs (p05) nor begins to stop before those who need it are down (p09); `#[cleanup]` once for each
/// `#[init]` that has returned (p11), handlers only between the two (p10), one generation at a time (p17); restarts as the
/// table says, after their pauses, within an exact budget (p14, p15); failures that take those above along once (p20);
/// nothing left of who is at rest (p13); commands that are answered at once (p21), waits that are answered at all (p38),
/// stops that are in time (p12).
///
/// When something does not hold, the history is made as short as it can be, and the panic says what is left of it. The same
/// seed shows the same again. Random in it is what is left to chance by the framework and by `fastrand`'s own generator of
/// the thread; `tokio::select!` without `biased`, and other sources of chance in your daemons, are not under its control.
///
/// ```
/// use daemon_core::prelude::*;
/// use daemon_core::testing::simulate;
///
/// #[derive(Event, Debug)]
/// struct Deposit(u64);
///
/// #[daemon(register = false)]
/// struct Ledger {
///     total: u64,
/// }
///
/// #[daemon]
/// impl Ledger {
///     #[subscribe]
///     async fn deposit(&mut self, event: &Deposit) {
///         self.total += event.0;
///     }
/// }
///
/// #[daemon(depends_on(Ledger), register = false)]
/// struct Reports;
///
/// #[daemon]
/// impl Reports {}
///
/// for seed in 0..20 {
///     simulate(seed)
///         .with(|| App::empty().with::<Ledger>().with::<Reports>())
///         .publishing(|random| Deposit(random.number(1..100)))
///         .invariant("the ledger is not overrun", |moment| {
///             let ledger = moment.system().status("ledger")?;
///             if ledger.mailbox > 1000 { Err("too much is queued".into()) } else { Ok::<_, BoxError>(()) }
///         })
///         .run();
/// }
/// ```
pub fn simulate(seed: u64) -> Simulation {
    Simulation {
        seed,
        app: Box::new(App::new),
        generators: Vec::new(),
        invariants: Vec::new(),
        operations: Operation::ALL.to_vec(),
        steps: STEPS,
    }
}

/// See [`simulate`].
#[must_use = "run it"]
pub struct Simulation {
    seed: u64,
    app: Box<dyn Fn() -> App>,
    /// With the topic of what they publish.
    generators: Vec<(&'static str, Generator)>,
    invariants: Vec<(String, Invariant)>,
    operations: Vec<Operation>,
    steps: usize,
}

impl Simulation {
    /// The app, made anew for each run; all linked daemons unless this is called. Who is not under test is left out of it,
    /// or played by a stand-in of the same name.
    pub fn with(mut self, app: impl Fn() -> App + 'static) -> Self {
        self.app = Box::new(app);
        self
    }

    /// Events of this kind are published. Each kind has its own publisher, which awaits each publish.
    pub fn publishing<E: Event>(mut self, event: impl Fn(&mut Random) -> E + Send + Sync + 'static) -> Self {
        let generator: Generator = Arc::new(move |random, system| {
            let (event, system) = (event(random), system.clone());
            // Who could not take it, because it hangs, say, is named by the error, and is nothing wrong.
            Box::pin(async move { drop(system.publish(event).await) })
        });
        self.generators.push((E::TOPIC, generator));
        self
    }

    /// This holds after each step, and in the end: it returns an error, or panics, if it does not. It is checked at moments
    /// at which things are on their way, too.
    pub fn invariant<R: Outcome>(
        mut self,
        name: impl Into<String>,
        holds: impl Fn(&Moment<'_>) -> R + 'static,
    ) -> Self {
        self.invariants.push((name.into(), Box::new(move |moment| holds(moment).into_result())));
        self
    }

    /// Only these kinds of things are done; all, unless this is called.
    pub fn operations(mut self, operations: impl IntoIterator<Item = Operation>) -> Self {
        self.operations = operations.into_iter().collect();
        self
    }

    /// How many things are done; 40 unless this is called.
    pub fn steps(mut self, steps: usize) -> Self {
        self.steps = steps;
        self
    }

    /// Plays the history.
    ///
    /// # Panics
    ///
    /// If something does not hold that must: with the shortest history that shows it. When called within a runtime.
    #[track_caller]
    pub fn run(self) {
        if let Some(finding) = self.finding() {
            panic!("{finding}");
        }
    }

    /// What [`run`](Self::run) would panic with; none if everything holds that must.
    ///
    /// # Panics
    ///
    /// When called within a runtime.
    #[must_use = "says what does not hold"]
    pub fn finding(&self) -> Option<String> {
        let targets = Targets::of(&self.app());
        let mut random = Random::of(self.seed);
        let topics: Vec<&'static str> = self.generators.iter().map(|(topic, _)| *topic).collect();
        let steps = (0..self.steps).map(|_| targets.step(&mut random, &self.operations, &topics));
        let steps: Vec<Step> = steps.collect();
        let violation = play(self, &steps)?;
        let steps = shrink(steps, |steps| play(self, steps).is_some_and(|found| found.rule == violation.rule));
        let violation = play(self, &steps).unwrap_or(violation);
        Some(self.tell(&violation, &steps))
    }

    /// The app, which what is set around the test is nothing to.
    fn app(&self) -> App {
        let app = (self.app)();
        #[cfg(feature = "config")]
        let app = app.isolated();
        app
    }

    fn tell(&self, violation: &Violation, steps: &[Step]) -> String {
        let Violation { rule, what, journal } = violation;
        let mut text = format!("seed {}: it does not hold that {rule}: {what}", self.seed);
        let _ = match steps.len() {
            0 => write!(text, "\nafter nothing but the start"),
            1 => write!(text, "\nafter the start and one step:"),
            count => write!(text, "\nafter the start and {count} steps, the fewest that show it:"),
        };
        for (number, step) in steps.iter().enumerate() {
            let _ = write!(text, "\n  {}. {step}", number + 1);
        }
        text.push_str("\nthe daemons:");
        if let Ok(plan) = self.app().check() {
            for daemon in &plan.daemons {
                let _ = write!(text, "\n  {}", daemon.name);
                if !daemon.depends_on.is_empty() {
                    let _ = write!(text, ", on {}", daemon.depends_on.join(", "));
                }
                if !daemon.after.is_empty() {
                    let _ = write!(text, ", after {}", daemon.after.join(", "));
                }
            }
        }
        text.push_str("\nthe journal:");
        for (place, record) in journal.iter().enumerate() {
            if place < SHOWN / 2 || place + SHOWN / 2 >= journal.len() {
                let _ = write!(text, "\n  {:>9.3} {record}", record.monotonic.as_secs_f64());
            } else if place == SHOWN / 2 {
                let _ = write!(text, "\n  … and {} more", journal.len() - SHOWN);
            }
        }
        let _ = write!(text, "\nto see it again: `simulate({})`, with the same app and options", self.seed);
        text
    }
}

impl fmt::Debug for Simulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulation").field("seed", &self.seed).field("steps", &self.steps).finish_non_exhaustive()
    }
}
