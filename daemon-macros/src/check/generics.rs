//! Which type parameters a daemon may have.

use syn::GenericParam;

use crate::diagnostics::placement;
use crate::model::Structure;
use crate::problems::Problems;

pub(super) fn check(structure: &Structure, problems: &mut Problems) {
    let generics = &structure.item.generics;
    let lifetime = generics.lifetimes().next();
    if let Some(borrowed) = lifetime {
        problems.report(placement::borrowing_daemon(&borrowed.lifetime));
    }
    let chosen_later = |parameter: &GenericParam| !matches!(parameter, GenericParam::Lifetime(_));
    if structure.registered() && lifetime.is_none() && generics.params.iter().any(chosen_later) {
        problems.report(placement::generic_daemon_registered(generics, &structure.item.ident));
    }
}
