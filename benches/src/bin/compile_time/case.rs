//! What is measured.

use super::build::{Profile, build, clean};
use super::program::{Program, Style, Workshop};

#[derive(Clone, Copy)]
pub(crate) enum Case {
    /// One more service.
    Service(Profile),
    /// One handler of fifty services is edited.
    Edit,
    /// What comes of fifty services.
    Binary,
    /// Everything from nothing, dependencies included.
    Clean,
}

/// The values of a round after the other, for each of `Style::ALL`.
pub(crate) type Measured = [Vec<f64>; 4];

impl Case {
    /// In the order of the rows.
    pub(crate) const ALL: [Self; 5] =
        [Self::Service(Profile::Dev), Self::Edit, Self::Binary, Self::Clean, Self::Service(Profile::Release)];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Service(Profile::Dev) => "per daemon of five handlers, dev",
            Self::Service(Profile::Release) => "per daemon of five handlers, release",
            Self::Edit => "one handler edited, 50 daemons rebuilt",
            Self::Binary => "debug binary of 50 daemons",
            Self::Clean => "clean build of a program of one daemon",
        }
    }

    pub(crate) fn unit(self) -> &'static str {
        match self {
            Self::Service(_) => "ms",
            Self::Edit | Self::Clean => "s",
            Self::Binary => "MB",
        }
    }

    /// What is to hold, as a ratio to the loop by hand.
    pub(crate) fn target(self) -> f64 {
        match self {
            Self::Service(Profile::Dev) => 1.08,
            Self::Service(Profile::Release) => 1.07,
            Self::Edit => 1.00,
            Self::Binary => 1.23,
            Self::Clean => 1.53,
        }
    }

    pub(crate) fn measure(self, workshop: &Workshop, styles: &[Style], rounds: usize) -> Measured {
        match self {
            Self::Service(profile) => services(workshop, styles, rounds, profile),
            Self::Edit => take_turns(styles, rounds, |style, round| {
                let program = workshop.write(style, MANY);
                if round == 0 {
                    build(&program, Profile::Dev);
                }
                program.edit_one_handler(round);
                build(&program, Profile::Dev)
            }),
            Self::Binary => take_turns(styles, 1, |style, _| {
                let program = workshop.write(style, MANY);
                build(&program, Profile::Dev);
                program.debug_binary() as f64 / 1e6
            }),
            Self::Clean => take_turns(styles, rounds, |style, _| {
                let program = workshop.write(style, 1);
                program.forget_all();
                build(&program, Profile::Dev)
            }),
        }
    }
}

/// What a service costs is the difference between so many and so few.
const FEW: usize = 10;
const MANY: usize = 50;

fn services(workshop: &Workshop, styles: &[Style], rounds: usize, profile: Profile) -> Measured {
    for &style in styles {
        // What the others need, too.
        build(&workshop.write(style, 1), profile);
    }
    take_turns(styles, rounds, |style, _| {
        let [few, many] = [FEW, MANY].map(|services| crate_alone(&workshop.write(style, services), profile));
        (many - few) * 1e3 / (MANY - FEW) as f64
    })
}

/// The program's own crate, from nothing, with its dependencies built.
fn crate_alone(program: &Program, profile: Profile) -> f64 {
    clean(program, profile);
    build(program, profile)
}

/// All in each round, and who begins changes.
fn take_turns(styles: &[Style], rounds: usize, mut measure: impl FnMut(Style, usize) -> f64) -> Measured {
    let mut measured = Measured::default();
    for round in 0..rounds {
        for turn in 0..styles.len() {
            let style = styles[(round + turn) % styles.len()];
            measured[style as usize].push(measure(style, round));
        }
    }
    measured
}
