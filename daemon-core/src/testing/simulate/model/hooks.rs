//! Methods: p10, p11, p17.

use super::{Model, Verdict, rule};
use crate::supervise::activity::Doing;
use crate::supervise::rig::{Ended, Note, Noted};

/// What is known of the methods of a daemon's generation.
#[derive(Default)]
pub(super) struct Hooks {
    /// The generation that is not gone.
    alive: Option<u64>,
    /// `#[init]` has returned.
    built: bool,
    cleanups: u32,
    /// How many other methods are in hand.
    in_hand: u32,
}

impl Model {
    pub(super) fn follow_hooks(&mut self, place: usize, noted: &Noted) -> Verdict {
        let (name, hooks) = (&self.facts[place].name, &mut self.lives[place].hooks);
        let generation = noted.generation;
        let tell = |what: &str| format!("generation {generation} of {name}: {what}");
        match noted.note {
            Note::Begun(Doing::Init) => {
                rule("one generation at a time (p17)", hooks.alive.is_none(), || {
                    tell(&format!("begins while {:?} is not gone", hooks.alive))
                })?;
                *hooks = Hooks { alive: Some(generation), ..Hooks::default() };
            }
            Note::Ended(Doing::Init, ended) => hooks.built = ended == Ended::Well,
            Note::Begun(Doing::Cleanup) => {
                rule("cleanup runs only if init has returned (p11)", hooks.built, || tell("cleanup begins"))?;
                rule("no handler runs when cleanup begins (p10)", hooks.in_hand == 0, || tell("cleanup begins"))?;
                hooks.cleanups += 1;
                rule("cleanup runs once (p11)", hooks.cleanups == 1, || tell("cleanup begins again"))?;
            }
            Note::Ended(Doing::Cleanup, _) | Note::Ending(_) => {}
            Note::Begun(doing) => {
                let may = hooks.built && hooks.cleanups == 0 && hooks.alive == Some(generation);
                rule("handlers run between init and cleanup (p10)", may, || tell(&format!("{doing:?} begins")))?;
                hooks.in_hand += 1;
            }
            Note::Ended(..) => hooks.in_hand = hooks.in_hand.saturating_sub(1),
            Note::Gone => {
                // Nothing at all may have run: a panic between the methods, or an interval that cannot be.
                let paired = hooks.cleanups == u32::from(hooks.built);
                let own = hooks.alive.is_none_or(|alive| alive == generation);
                rule("init and cleanup come in pairs (p11)", own && paired && hooks.in_hand == 0, || {
                    tell(&format!("gone after {} cleanups, init returned: {}", hooks.cleanups, hooks.built))
                })?;
                *hooks = Hooks::default();
            }
        }
        Ok(())
    }

    /// Whether nothing of `place` is left.
    pub(super) fn is_gone(&self, place: usize) -> bool {
        self.lives[place].hooks.alive.is_none()
    }
}
