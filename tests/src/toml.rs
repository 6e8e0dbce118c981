//! A file of settings that a test writes, and writes anew.

use std::path::{Path, PathBuf};

/// A file of TOML in a folder of its own, which goes with it.
#[derive(Debug)]
pub struct Toml {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

impl Toml {
    /// A file with `text` in it.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn of(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let file = Self { path: folder.path().join("app.toml"), _folder: folder };
        file.write(text);
        file
    }

    /// From now on `text` is in it.
    ///
    /// # Panics
    ///
    /// If it cannot be written.
    pub fn write(&self, text: &str) {
        std::fs::write(&self.path, text).expect("it can be written");
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}
