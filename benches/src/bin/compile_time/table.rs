//! Results as Markdown.

use super::case::{Case, Measured};
use super::spread::Spread;

pub(crate) fn header() -> String {
    let titles =
        "| case | unit | by hand | daemons | kameo | ractor | daemons × | kameo × | ractor × | target × | rounds |";
    format!("{titles}\n{}|", "|---".repeat(titles.matches('|').count() - 1))
}

/// Medians with minimum and maximum, then ratios of the medians to the first.
pub(crate) fn row(case: Case, measured: &Measured) -> String {
    let rounds = measured.iter().map(Vec::len).max().unwrap_or_default();
    let spreads = measured.each_ref().map(|values| (!values.is_empty()).then(|| Spread::of(values.clone())));
    let hand = spreads[0].map(|hand| hand.median);
    let ratio = |spread: &Option<Spread>| Some(format!("{:.2}", spread.as_ref()?.median / hand?));
    let mut cells = vec![case.name().to_owned(), case.unit().to_owned()];
    cells.extend(spreads.iter().map(|spread| spread.as_ref().map_or_else(dash, value)));
    cells.extend(spreads.iter().skip(1).map(|spread| ratio(spread).unwrap_or_else(dash)));
    cells.extend([format!("≤ {:.2}", case.target()), rounds.to_string()]);
    format!("| {} |", cells.join(" | "))
}

fn value(spread: &Spread) -> String {
    let Spread { least, median, most } = *spread;
    let digits = usize::from(median < 100.0);
    if least < most {
        format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
    } else {
        format!("{median:.digits$}")
    }
}

fn dash() -> String {
    "–".to_owned()
}
