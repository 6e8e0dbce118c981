//! Results as Markdown.

use crate::rounds::{Results, Who};
use crate::spread::Spread;

/// Of the table of times.
pub(crate) fn header() -> String {
    let contenders = Who::ALL.map(|who| who.name().to_owned());
    let ratios = Who::ALL.iter().skip(1).map(|who| format!("{} ×", who.name()));
    let mut cells = vec!["case".to_owned(), "unit".to_owned()];
    cells.extend(contenders.into_iter().chain(ratios));
    cells.extend(["target ×".to_owned(), "rounds".to_owned()]);
    underlined(&cells)
}

/// A row of the table of times: medians with minimum and maximum, then ratios of the medians to the first.
pub(crate) fn times(results: &Results) -> String {
    let hand = results.values[0].map(|hand| hand.median);
    let ratio = |spread: &Option<Spread>| {
        let both = spread.zip(hand);
        both.map_or_else(dash, |(spread, hand)| format!("{:.2}", spread.median / hand))
    };
    let mut cells = vec![results.case.clone(), results.unit.to_owned()];
    cells.extend(results.values.iter().map(|spread| spread.map_or_else(dash, time)));
    cells.extend(results.values.iter().skip(1).map(ratio));
    cells.extend([at_most(results.target), results.rounds.to_string()]);
    row(&cells)
}

/// Of the table of allocations.
pub(crate) fn header_of_allocations() -> String {
    let mut cells = vec!["allocations per delivery".to_owned()];
    cells.extend(Who::ALL.map(|who| who.name().to_owned()));
    cells.push("target".to_owned());
    underlined(&cells)
}

/// A row of the table of allocations: medians.
pub(crate) fn allocations(results: &Results, target: f64) -> String {
    let mut cells = vec![results.case.clone()];
    let median = |spread: Spread| format!("{:.3}", spread.median);
    cells.extend(results.allocations.iter().map(|spread| spread.map_or_else(dash, median)));
    cells.push(at_most(target));
    row(&cells)
}

fn time(spread: Spread) -> String {
    format!("{:.0} ({:.0}–{:.0})", spread.median, spread.least, spread.most)
}

fn at_most(target: f64) -> String {
    if target.is_nan() { dash() } else { format!("≤ {target:.2}") }
}

fn dash() -> String {
    "–".to_owned()
}

fn underlined(cells: &[String]) -> String {
    format!("{}\n|{}", row(cells), "---|".repeat(cells.len()))
}

fn row(cells: &[String]) -> String {
    format!("| {} |", cells.join(" | "))
}
