//! The examples as a user runs them: real processes, with a hard limit of time.

mod hostwatch;
mod numbered;
mod program;

/// Example 13 has tests of its own. An example that is built for its tests cannot be run, so they are built here.
#[path = "../../13_testing.rs"]
#[expect(dead_code, reason = "its `main` is for running it")]
mod testing;
