//! What a list of daemons cannot say. Cycles over several daemons are the compiler's to find.

use quote::ToTokens;

use crate::diagnostics::pairing;
use crate::model::{DaemonRef, Structure};
use crate::problems::Problems;

pub(super) fn check(structure: &Structure, problems: &mut Problems) {
    let declaration = &structure.declaration;
    for dependency in declaration.depends_on.iter().chain(&declaration.after) {
        if is_itself(dependency, structure) {
            problems.report(pairing::depends_on_itself(dependency, &structure.item.ident));
        }
    }
    once("depends_on", &declaration.depends_on, problems);
    once("after", &declaration.after, problems);
    for after in &declaration.after {
        if declaration.depends_on.iter().any(|dependency| dependency.spelling() == after.spelling()) {
            problems.report(pairing::after_a_dependency(after));
        }
    }
}

fn is_itself(dependency: &DaemonRef, structure: &Structure) -> bool {
    match dependency {
        DaemonRef::Type(ty) => {
            let spelling = ty.to_token_stream().to_string();
            let bare = structure.item.ident.to_string();
            let (_, parameters, _) = structure.item.generics.split_for_impl();
            spelling == "Self" || spelling == bare || spelling == format!("{bare} {}", parameters.to_token_stream())
        }
        DaemonRef::Name(name) => structure.declaration.name.as_ref().is_some_and(|own| own.text == name.value()),
    }
}

fn once(key: &str, list: &[DaemonRef], problems: &mut Problems) {
    for (at, dependency) in list.iter().enumerate() {
        if list[..at].iter().any(|earlier| earlier.spelling() == dependency.spelling()) {
            problems.report(pairing::dependency_twice(key, dependency));
        }
    }
}
