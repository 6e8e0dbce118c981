//! How a daemon is, beyond whether it runs: what its own check says, and how the whole system is graded by that.
//!
//! Pure: no clock, no task. `supervise::checks` makes the checks and keeps what they say, `System::health` collects the
//! facts.
//!
//! Three questions are kept apart. *Is it there?* is [`Status`](crate::Status). *Is it well?* is [`HealthLevel`], what
//! several checks in a row come to. *How bad is that?* is [`Grade`], which also counts what the runtime knows by itself.

mod check;
mod course;
mod detail;
mod grade;
mod terms;

pub use check::{Health, HealthLevel};
pub(crate) use course::{Course, TO_WORSEN};
pub use detail::Detail;
pub(crate) use grade::{Facts, Verdict, grade, system};
pub use grade::{Finding, Grade};
pub use terms::HealthTerms;
