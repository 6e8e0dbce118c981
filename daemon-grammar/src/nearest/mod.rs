//! The known name that somebody probably meant.

#[cfg(test)]
mod tests;

/// The candidate nearest to `name`, if one is near enough to be worth suggesting.
///
/// Near is one edit for every three letters: a letter added, left out, changed or swapped with its neighbour. Case does
/// not count, nor does `-` against `_`. Of several equally near the first wins.
///
/// ```
/// use daemon_grammar::nearest;
///
/// assert_eq!(nearest("overfow", ["keep", "overflow"]), Some("overflow"));
/// assert_eq!(nearest("colour", ["keep", "overflow"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let name = normal(name);
    candidates
        .into_iter()
        .map(|candidate| (distance(&name, &normal(candidate)), candidate))
        .filter(|(edits, candidate)| *edits <= name.len().max(candidate.chars().count()).div_ceil(3))
        .filter(|(edits, candidate)| *edits < name.len().min(candidate.chars().count()).max(1))
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

fn normal(name: &str) -> Vec<char> {
    name.chars().map(|c| if c == '-' { '_' } else { c }).flat_map(char::to_lowercase).collect()
}

/// Edits between two words: insert, delete, replace, swap neighbours (the restricted Damerau–Levenshtein distance).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = last;
        last = row;
    }
    last[b.len()]
}
