//! The programs in the README and in `docs/` compile, and those that can run do: each page is the documentation of something that
//! is there in documentation tests only. `tests/tests/pages.rs` sees to it that none is missing.

macro_rules! pages {
    ($($name:ident($feature:tt): $page:tt;)*) => {
        $(#[cfg(feature = $feature)]
        #[doc = include_str!($page)]
        struct $name;)*
    };
}

pages! {
    Readme("testing"): "../../README.md";
    Configuration("config"): "../../docs/configuration.md";
    Events("testing"): "../../docs/events.md";
    Health("testing"): "../../docs/health.md";
    Limits("memory"): "../../docs/limits.md";
    Logs("logging"): "../../docs/logs.md";
    Messages("remote"): "../../docs/messages.md";
    Metrics("metrics"): "../../docs/metrics.md";
    Schedules("schedule"): "../../docs/schedules.md";
    State("testing"): "../../docs/state.md";
    Testing("testing"): "../../docs/testing.md";
}
