//! Both versions do the same: every scenario is run on each of them, under a clock that stands still.

mod by_hand;
mod log;
mod scenarios;
mod stage;
mod with_macros;
mod world;
