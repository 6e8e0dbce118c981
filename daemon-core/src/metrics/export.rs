//! Hands what was counted to the `metrics` facade.

use metrics::{Label, SharedString, Unit, counter, describe_counter, describe_gauge, gauge};

use super::{DaemonMetrics, HandlerMetrics, Metrics, RunTimes};
use crate::lifecycle::Status;

/// Tells the recorder what each name means. `docs/metrics.md` has them all.
fn describe() {
    describe_gauge!("daemon_system_uptime_seconds", Unit::Seconds, "For how long the system has been there");
    describe_gauge!("daemon_up", Unit::Count, "1 while the daemon is Running, 0 while it is not");
    describe_gauge!("daemon_uptime_seconds", Unit::Seconds, "For how long it has been Running without a break");
    describe_counter!("daemon_restarts_total", Unit::Count, "How often it was restarted");
    describe_counter!("daemon_events_in_total", Unit::Count, "Events that it has accepted");
    describe_counter!("daemon_messages_in_total", Unit::Count, "Messages that it has accepted");
    describe_counter!("daemon_events_out_total", Unit::Count, "Events that it has published");
    describe_gauge!("daemon_mailbox", Unit::Count, "How much waits in its mailbox");
    describe_gauge!("daemon_mailbox_most", Unit::Count, "The most that ever waited there");
    describe_gauge!("daemon_mailbox_capacity", Unit::Count, "How much may wait there");
    describe_counter!("daemon_polled_microseconds_total", Unit::Microseconds, "For how long its tasks were polled");
    describe_counter!("daemon_throttled_total", Unit::Count, "How often an event or a message waited for a throttle");
    describe_gauge!("daemon_busy_ratio", Unit::Count, "The share of the last minute for which they were");
    describe_counter!("daemon_handler_runs_total", Unit::Count, "How often the handler has run");
    describe_counter!("daemon_handler_errors_total", Unit::Count, "How often it has returned an error");
    describe_gauge!("daemon_handler_run_seconds", Unit::Seconds, "So large a share of its runs take no longer");
    describe_gauge!("daemon_handler_run_seconds_average", Unit::Seconds, "How long a run takes on average");
    describe_gauge!("daemon_handler_run_seconds_last", Unit::Seconds, "How long the last run took that was timed");
    describe_gauge!("daemon_handler_run_seconds_max", Unit::Seconds, "How long the longest run took");
    describe_counter!("daemon_left_out_total", Unit::Count, "What did not happen, by the reason why");
    describe_counter!("daemon_own_total", "What the daemon counts of its own, by name");
    describe_gauge!("daemon_own", "Values of the daemon's own, by name");
}

/// Hands everything to the recorder.
pub(crate) fn export(metrics: &Metrics) {
    describe();
    gauge!("daemon_system_uptime_seconds").set(metrics.uptime.as_secs_f64());
    metrics.daemons.iter().for_each(daemon);
}

fn daemon(daemon: &DaemonMetrics) {
    let labels = vec![Label::new("daemon", daemon.name.clone())];
    let count = |name: &'static str, value: u64| counter!(name, labels.clone()).absolute(value);
    let level = |name: &'static str, value: f64| gauge!(name, labels.clone()).set(value);
    level("daemon_up", f64::from(daemon.status == Status::Running));
    level("daemon_uptime_seconds", daemon.uptime.as_secs_f64());
    count("daemon_restarts_total", daemon.restarts);
    count("daemon_events_in_total", daemon.events_in);
    count("daemon_messages_in_total", daemon.messages_in);
    count("daemon_events_out_total", daemon.events_out);
    level("daemon_mailbox", daemon.mailbox as f64);
    level("daemon_mailbox_most", daemon.mailbox_most as f64);
    level("daemon_mailbox_capacity", daemon.mailbox_capacity as f64);
    count("daemon_polled_microseconds_total", u64::try_from(daemon.polled.as_micros()).unwrap_or(u64::MAX));
    count("daemon_throttled_total", daemon.throttled);
    level("daemon_busy_ratio", daemon.busy);
    for (name, value) in &daemon.counters {
        counter!("daemon_own_total", with(&labels, "name", name.clone())).absolute(*value);
    }
    for (name, value) in &daemon.gauges {
        gauge!("daemon_own", with(&labels, "name", name.clone())).set(*value);
    }
    daemon.handlers.iter().for_each(|of| handler(of, &labels));
}

fn handler(handler: &HandlerMetrics, daemon: &[Label]) {
    let labels = with(daemon, "handler", handler.name);
    counter!("daemon_handler_runs_total", labels.clone()).absolute(handler.runs);
    counter!("daemon_handler_errors_total", labels.clone()).absolute(handler.errors);
    for (reason, count) in handler.left_out.by_reason() {
        counter!("daemon_left_out_total", with(&labels, "reason", reason)).absolute(count);
    }
    let Some(RunTimes { last, average, p50, p99, max, .. }) = &handler.times else { return };
    for (quantile, time) in [("0.5", p50), ("0.99", p99)] {
        gauge!("daemon_handler_run_seconds", with(&labels, "quantile", quantile)).set(time.as_secs_f64());
    }
    gauge!("daemon_handler_run_seconds_average", labels.clone()).set(average.as_secs_f64());
    gauge!("daemon_handler_run_seconds_last", labels.clone()).set(last.as_secs_f64());
    gauge!("daemon_handler_run_seconds_max", labels).set(max.as_secs_f64());
}

/// `labels` and one more.
fn with(labels: &[Label], key: &'static str, value: impl Into<SharedString>) -> Vec<Label> {
    let mut labels = labels.to_vec();
    labels.push(Label::new(key, value));
    labels
}
