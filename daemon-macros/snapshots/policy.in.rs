#[daemon(ready = "manual", critical, on_exhausted = "retry_every(10m)", on_dependency_failure = "keep", on_error = "fail",
    restart(policy = "always", max = 5, delay = "1s", max_delay = "1m", backoff = "linear", jitter = 0.25, reset_after = "1h"),
    watchdog = "30s")]
struct Feed;

#[daemon(restart = "never")]
struct Once;

#[daemon(ready = "completed")]
struct Migration;

#[daemon(register = false, ready = "completed")]
struct Import<T> {
    rows: Vec<T>,
}
