//! Throw-away programs.

use std::fs;
use std::path::{Path, PathBuf};

use super::{daemons, hand, kameo, ractor};

/// What cargo does by itself with dependencies from a registry. `daemon-core` is one by path here.
const AS_FROM_A_REGISTRY: &str = "[profile.dev.package.\"*\"]\nincremental = false\n";

/// How a program's services are written.
#[derive(Clone, Copy)]
pub(crate) enum Style {
    Hand,
    Daemons,
    Kameo,
    Ractor,
}

impl Style {
    /// In the order of the columns. The first is what the others are compared with.
    pub(crate) const ALL: [Self; 4] = [Self::Hand, Self::Daemons, Self::Kameo, Self::Ractor];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Daemons => "daemons",
            Self::Kameo => "kameo",
            Self::Ractor => "ractor",
        }
    }

    fn dependencies(self) -> String {
        match self {
            Self::Hand => hand::DEPENDENCIES.to_owned(),
            Self::Daemons => daemons::dependencies(&workspace().join("daemon-core")),
            Self::Kameo => kameo::DEPENDENCIES.to_owned(),
            Self::Ractor => ractor::DEPENDENCIES.to_owned(),
        }
    }

    /// The file that starts so many services.
    fn main(self, services: usize) -> String {
        match self {
            Self::Hand => hand::main(services),
            Self::Daemons => daemons::main(services),
            Self::Kameo => kameo::main(services),
            Self::Ractor => ractor::main(services),
        }
    }

    /// The file of the service with this number.
    fn service(self, number: usize) -> String {
        let template = match self {
            Self::Hand => hand::SERVICE,
            Self::Daemons => daemons::SERVICE,
            Self::Kameo => kameo::SERVICE,
            Self::Ractor => ractor::SERVICE,
        };
        template.replace("NUMBER", &number.to_string())
    }
}

/// The folder in which programs are written and built. It is gone when this is dropped.
pub(crate) struct Workshop(PathBuf);

impl Workshop {
    pub(crate) fn open() -> Self {
        let folder = std::env::temp_dir().join(format!("compile-time-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder can be made");
        Self(folder)
    }

    /// Writes a program of so many services. Those of one style share what is built.
    pub(crate) fn write(&self, style: Style, services: usize) -> Program {
        let program = Program {
            style,
            services,
            folder: self.0.join(format!("{}-{services}", style.name())),
            target: self.0.join("target").join(style.name()),
        };
        let source = program.folder.join("src");
        fs::create_dir_all(&source).expect("a temporary folder can be made");
        let manifest = format!(
            "[package]\nname = \"{}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\n{}\n\n{AS_FROM_A_REGISTRY}",
            program.name(),
            style.dependencies()
        );
        write(&program.folder.join("Cargo.toml"), &manifest);
        // The versions that everything else in the workspace is built with.
        fs::copy(workspace().join("Cargo.lock"), program.folder.join("Cargo.lock")).expect("the workspace has a lock");
        write(&source.join("main.rs"), &style.main(services));
        for number in 0..services {
            write(&source.join(format!("service{number}.rs")), &style.service(number));
        }
        program
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        // What is left in the temporary folder hurts nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program that has been written.
pub(crate) struct Program {
    pub(crate) style: Style,
    services: usize,
    pub(crate) folder: PathBuf,
    pub(crate) target: PathBuf,
}

impl Program {
    pub(crate) fn name(&self) -> String {
        format!("{}-{}", self.style.name(), self.services)
    }

    /// Changes a number in a handler of the service in the middle; another one for each `round`.
    pub(crate) fn edit_one_handler(&self, round: usize) {
        let number = self.services / 2;
        let service = self.style.service(number);
        let edited = service.replace("1_000_000", &(1_000_001 + round).to_string());
        assert_ne!(service, edited, "there is a number to change");
        write(&self.folder.join("src").join(format!("service{number}.rs")), &edited);
    }

    /// Throws away everything that was built of this and of its style's other programs.
    pub(crate) fn forget_all(&self) {
        if self.target.exists() {
            fs::remove_dir_all(&self.target).expect("what was built can be removed");
        }
    }

    /// The size of the debug binary, in bytes.
    pub(crate) fn debug_binary(&self) -> u64 {
        fs::metadata(self.target.join("debug").join(self.name())).expect("it has been built").len()
    }
}

fn workspace() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a temporary file can be written");
}
