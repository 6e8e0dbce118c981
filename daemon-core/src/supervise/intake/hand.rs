//! The mail in hand: where it lies from its beginning until its handler has run.

use std::mem;

use super::Intake;
use crate::mailbox::Mail;

impl Intake {
    /// The next of the batch begins, if nothing else is to be looked at before that. What is next all the same, if it does
    /// not, `next` says.
    pub(crate) fn at_hand(&mut self) -> bool {
        if self.clear == 0 || !self.generation.control.is_unchanged() || self.mailbox.aside() > 0 {
            return false;
        }
        self.clear -= 1;
        // It changes places with what has been handled, and is not moved again: copied from hand to hand it takes longer than
        // all the rest of this.
        let Some(next) = self.batch.front_mut() else { return false };
        mem::swap(next, &mut self.mail);
        let left = self.mailbox.begin_next(&mut self.batch);
        if left.as_ref().is_some_and(Mail::is_none) {
            // Nothing is left of it: no call of a destructor that finds that.
            mem::forget(left);
        }
        let slot = self.mail.slot();
        if self.mail.is_abandoned() {
            self.counts(slot).expired();
            drop(self.take_mail());
            return false;
        }
        self.left -= 1;
        self.begins(slot, self.mail.sender());
        true
    }

    /// What begins, to be handled where it is: at once, and until that is over.
    pub(crate) fn mail(&mut self) -> &mut Mail {
        &mut self.mail
    }

    /// What begins, to be handled beside other mail.
    pub(crate) fn take_mail(&mut self) -> Mail {
        mem::replace(&mut self.mail, Mail::NONE)
    }
}
