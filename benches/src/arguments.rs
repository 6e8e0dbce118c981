//! What to measure, from the command line.

/// Everything, unless the command line says less.
#[derive(Default)]
pub(crate) struct Arguments {
    rounds: Option<usize>,
    case: Option<String>,
    who: Option<String>,
}

impl Arguments {
    pub(crate) fn read() -> Self {
        let mut arguments = Self::default();
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words.next().unwrap_or_else(|| panic!("`{word}` needs a value"));
            match word.as_str() {
                "--rounds" => arguments.rounds = Some(value.parse().expect("`--rounds` is a number")),
                "--case" => arguments.case = Some(value),
                "--who" => arguments.who = Some(value),
                _ => panic!("unknown argument `{word}`; there are --rounds, --case and --who"),
            }
        }
        arguments
    }

    /// How many rounds, if nothing is said then `default`.
    pub(crate) fn rounds(&self, default: usize) -> usize {
        self.rounds.unwrap_or(default)
    }

    /// Whether a case of this name is to run.
    pub(crate) fn has_case(&self, name: &str) -> bool {
        self.case.as_deref().is_none_or(|case| name.contains(case))
    }

    /// Whether the contender of this name is to run.
    pub(crate) fn has_contender(&self, name: &str) -> bool {
        self.who.as_deref().is_none_or(|who| name.contains(who))
    }
}
