//! Each numbered example ends by itself, and prints what its header says.

use std::path::Path;

use crate::program::{Ended, Program, example};

#[track_caller]
fn run(name: &str) -> Ended {
    let ended = Program::start(example(name)).end();
    assert_eq!(ended.code, Some(0), "{ended:#?}");
    assert_eq!(ended.stderr, "", "nothing goes wrong in an example");
    ended
}

impl Ended {
    /// Ends the test unless these parts of the output are there, in this order.
    #[track_caller]
    fn prints(&self, parts: &[&str]) {
        self.contains(&self.stdout, parts);
    }
}

#[test]
fn first_daemon() {
    run("01_first_daemon").prints(&["beat 1\n", "beat 2\n", "stopped after"]);
}

#[test]
fn events() {
    let ended = run("02_events");
    ended.prints(&["watch: too warm: kitchen\n"]);
    ended.prints(&["diary: hall 18.5 °C\n", "diary: kitchen 31.0 °C\n", "diary: cellar 9.0 °C\n"]);
}

#[test]
fn dependencies() {
    let ended = run("03_dependencies");
    ended.prints(&["4 of 4 daemons start: database → cache, mailer → api\n"]);
    for either in ["cache", "mailer"] {
        let (start, stop) = (format!("start {either}\n"), format!("stop  {either}\n"));
        ended.prints(&["start database\n", &start, "start api\n", "stop  api\n", &stop, "stop  database\n"]);
    }
    ended.prints(&["✔ api", "✔ database", "stopped 4 daemons"]);
}

#[test]
fn on_ready_and_defer() {
    let ended = run("04_on_ready_and_defer");
    ended.prints(&["web: up, with what there is\n", "web: up for 300 ms\n", "stopped 2 daemons"]);
    let ready = "web: the database is there\n";
    ended.prints(&["database: connected, generation 1\n", ready, "database: connected, generation 2\n", ready]);
}

#[test]
fn timers() {
    let ended = run("05_timers");
    for policy in ["skip: ", "burst: ", "delay: ", "after_error: "] {
        ended.prints(&[policy]);
    }
}

#[test]
fn resources() {
    let ended = run("06_resources");
    ended.prints(&["connected to db.example:5432\n", "select * from reports at db.example:5432\n"]);
    ended.prints(&["error: `reports`", "`#[resource]` field `db`", ".provide("]);
}

#[test]
fn run_loop() {
    let ended = run("07_run_loop");
    ended.prints(&["poller: nothing after 20 ms\n", "nothing after 40 ms\n", "poller: told to stop\n", "✔ poller"]);
    ended.prints(&["import: 1200 rows\n", "import is completed\n"]);
}

#[test]
fn concurrent_handlers() {
    let ended = run("08_concurrent_handlers");
    ended.prints(&["one by one:      6 pages\n", "one-by-one took", "nothing lost\n"]);
    ended.prints(&["three at a time: 6 pages, at most 3 at once\n", "three-at-a-time took", "nothing lost\n"]);
}

#[test]
fn tasks_and_guards() {
    let ended = run("09_tasks_and_guards");
    ended.prints(&["child task at work\n", "cleanup\n", "child task ended\n"]);
    ended.prints(&["child task ended\n", "unsubscribed from invoices\n", "unsubscribed from orders\n"]);
    ended.prints(&["✔ bridge", "1 task, 2 guards\n", "left over: nothing\n"]);
}

#[test]
fn several_instances() {
    let ended = run("10_several_instances");
    for line in ["feed-eu: fetching\n", "feed-us: fetching\n", "feed-asia: fetching\n"] {
        ended.prints(&["5 of 5 daemons start", line]);
    }
    for line in ["parser-blanks: 2 numbers\n", "parser-commas: 3 numbers\n"] {
        ended.prints(&[line]);
    }
}

#[test]
fn profiles_and_only() {
    let ended = run("11_profiles_and_only");
    ended.prints(&["→ api, mailer\n", "`web`:  2 of 4", "`full`: 3 of 4", "`mailer`:  2 of 4"]);
    ended.prints(&["reindex is stopped\n", "reindex is running\n", "stopped 3 daemons"]);
}

#[test]
fn bad_input() {
    let ended = run("12_bad_input");
    ended.prints(&["6 problems, nothing was started:\n"]);
    ended.prints(&["two daemons are called `reports`"]);
    ended.prints(&["did you mean `users`?"]);
    ended.prints(&["`mailer` is expected"]);
    ended.prints(&["did you mean `full`?"]);
    ended.prints(&["`#[resource]` field `db`"]);
    ended.prints(&["has a period of zero"]);
}

#[test]
fn testing() {
    let ended = run("13_testing");
    ended.prints(&["started without a network\n", "without a price: [Alarm { price: 42 }]\n", "stopped 2 daemons"]);
}

#[test]
fn other_crate() {
    let ended = run("14_other_crate");
    ended.prints(&["1 of 1 daemons start: greeter\n", "hello from a crate that the program only links\n"]);
    ended.prints(&["error: `mailer` is expected and is not in this program"]);
}

#[test]
fn journal() {
    let ended = run("15_journal");
    ended.prints(&["run 1: Ended\n  1 began, with 1 daemons [program]\n", "ended [supervisor]\n"]);
    ended.prints(&["run 2: Died\n", "feed#2 starting → running", "run 3: Ended\n", "  2 the last run, process "]);
    ended.prints(&["ended uncleanly [supervisor]\n", "the last of `feed`: ", "completed"]);
}

#[test]
fn restarts() {
    let ended = run("16_restarts");
    ended.prints(&["failed: connection refused, in `use_connection` (examples/16_restarts.rs:", "why:    cache "]);
    ended.prints(&["cache is in life 2 after 1 restart of 5"]);
    ended.prints(&["api#1 running → stopping: `cache` failed: ", "[cascade of cache]", "api#2 starting → running"]);
    ended.prints(&["cache#1 stopping → restarting: restart 1 of 5, in ", "cache#2 restarting → starting [supervisor]"]);
}

#[test]
fn simulate() {
    let ended = run("17_simulate");
    ended.prints(&["it does not hold that no number is given twice: [0, ", "the fewest that show it:\n  1. publish"]);
    ended.prints(&["invoices#1 running → stopping", "to see it again: `simulate("]);
    ended.prints(&["of the careful one, in 100 histories: None\n"]);
}

#[test]
fn lifecycle() {
    let ended = run("18_lifecycle");
    ended.prints(&[
        "link is up, in life 1\n",
        "page: link is to be restarted: the line is dead\n",
        "link is up, in life 2\n",
    ]);
    ended.prints(&["page: link has failed for good: the line is dead\n", "stopped, and 2 pages were sent\n"]);
}

#[test]
fn schedules() {
    let ended = run("19_schedules");
    ended.prints(&[
        "the next backups:\n  2026-03-29T03:00:00+02:00[Europe/Berlin]\n  2026-03-30T02:30:00+02:00[Europe/Berlin]\n",
    ]);
    ended.prints(&["01:15:00+01:00  meter\n  2026-03-29 03:00:00+02:00  backup\n  2026-03-29 03:15:00+02:00  meter\n"]);
    ended.prints(&["02:30:00+02:00  backup\n  2026-10-25 02:15:00+01:00  meter\n  2026-10-25 03:15:00+01:00  meter\n"]);
    ended.prints(&["\n  backup: 1 fired, 1 missed, 1 late; next 2026-10-28T02:30:00+01:00[Europe/Berlin]\n"]);
    ended.prints(&["\n  read-the-meter: 1 fired, 50 missed, 0 late; next 2026-10-27T23:15:00+01:00[Europe/Berlin]\n"]);
}

#[test]
fn messages() {
    run("21_messages").prints(&[
        "sold, and the till has 250\n",
        "not taken: there are only 300 in it\n",
        "given up: till has not answered `count_slowly` within 50ms\n",
        "refused: `sell` of shop cannot be waited for: that would close the circle shop → shop\n",
        "closed: shop is not running, so `sell` was not asked\n",
    ]);
}

#[test]
fn configuration() {
    let ended = run("20_configuration");
    ended.prints(&[
        "6 problems, nothing was started:\n",
        "`daemon.greetr` (app.toml:2) is for `greetr`, and there is no such daemon; did you mean `greeter`?\n",
        "`daemon.greeter.stop_timeout` (app.toml:6) is \"5 sec\": a duration has no spaces; write \"5s\"\n",
        "did you mean `greet`?\n",
        "`daemon.greeter.handlers.visitor.overflow` (app.toml:8) is \"lattest\": no such word; did you mean `latest`?\n",
        "`daemon.greeter.config` (app.toml:10) has no `word`, which the field `greeting` needs\n",
        "greeter: HELLO\n",
        "greeter stop_timeout: 2s → 5s (in place)\n",
        "greeter timers.greet: every 10m → every 20ms (in place)\n",
        "greeter handlers.visitor.throttle: 3/1h → off (in place)\n",
        "greeter config.word (restart)\n",
        "-- restarted: greeter\n",
        "-- 5 problems, nothing was changed:\n",
    ]);
    ended.prints(&["greeter: HELLO\n", "greeter: GOOD EVENING\n"]);
}

#[test]
fn state() {
    let ended = run("22_state");
    ended.prints(&[
        "at first: Progress { files: 0, lines: 0, last: None }, of generation 1\n",
        "then: Progress { files: 1, lines: 3, last: Some(\"a.csv\") }\n",
        "set from outside: 1 file\n",
        "after a restart: 0 files, of generation 2; there had been 1000\n",
        "at the end: the system is down: its daemons' states do not change any more\n",
    ]);
    ended.prints(&["1000 files, 4998 lines, and b.csv was the last\n"]);
}

#[test]
fn logs() {
    let ended = run("23_logs");
    ended.prints(&["the last life:\n", "  WARN mailer#1 send: the server hangs up  code=421\n", "connection lost"]);
    ended.prints(&[
        "  1. DEBUG mailer#2 send: connected  server=mail.example\n",
        "  10. DEBUG",
        "\nit is INFO again\n",
    ]);
    ended.prints(&["there is no daemon `mialer`; did you mean `mailer`?\n"]);
}

#[test]
fn throttle() {
    run("26_throttle").prints(&[
        "1. to ann\n2. to bob\n3. to cas\n4. to dan\n5. to eve\n   still 5 sent\n",
        "6. to fay\n",
        "7. to gus\n",
        "purged 7\nand again: ",
        // Who is next in line is stopped once more where the first two were begun far enough from each other.
        " had to wait, ",
        " of them for `send`\n",
    ]);
}

#[test]
fn limits() {
    // One poll can overshoot, by as much as has come meanwhile: on a busy machine that is several megabytes.
    run("27_limits").prints(&[
        "the collector holds ",
        ", its limit is 8 MiB",
        "and then it holds less than a megabyte: true\n",
        "the cruncher was held back\nstopped cleanly: true\n",
    ]);
}

#[test]
fn health() {
    run("24_health").prints(&[
        "HEALTHY, 1 of 1 critical daemons up\nfeed is degraded: one peer is left\n",
        "DEGRADED, 1 of 1 critical daemons up; feed: degraded: one peer is left\n",
        "feed is unhealthy: no peer is left\nfeed is healthy, in generation 2\n",
        "HEALTHY, 1 of 1 critical daemons up; live: true, ready: true\n",
    ]);
}

#[test]
fn metrics() {
    run("25_metrics").prints(&[
        "0 are waiting\nthumbnails: 8 events and 1 messages in\n",
        " runs, 1 error; {\"kilobytes\": 4600}\nshrink: 4 runs, 0 left out for something newer\n  p50 ",
        "1 of 1 daemons run; ",
        "there is no daemon `thumbnail`; did you mean `thumbnails`?\n",
    ]);
}

#[test]
#[cfg(target_os = "linux")]
fn systemd() {
    run("28_systemd").prints(&[
        "READY=1\n",
        "STATUS=1 daemon running\n",
        "WATCHDOG=1\n",
        "STOPPING=1\n",
        "it ends with exit status: 0\n",
    ]);
}

#[test]
fn remote() {
    run("29_remote").prints(&[
        "Ok(Object {\"left\": Number(7)}) from stock, to operator\n",
        "refused by the handler: only 7 are left\n",
        "not sent: stock has no message `tak`; did you mean `take`?\n",
        "not sent: `take` of stock was not asked: `count`: invalid type: string \"many\", expected u64; it takes {\"count\": …}\n",
        "to the log: {\"id\":",
        "the shop took 2: {\"left\":5}\n",
    ]);
}

#[test]
fn every_example_is_run_here_and_says_how_to_run_it() {
    let here = include_str!("numbered.rs");
    let mut count = 0;
    for entry in Path::new(env!("CARGO_MANIFEST_DIR")).read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(here.contains(&format!("run(\"{name}\")")), "`{name}` is not run here");
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(text.contains(&format!("`cargo run --example {name}`")), "`{name}` does not say how to run it");
            count += 1;
        }
    }
    assert!(count >= 15, "only {count} examples found");
}
