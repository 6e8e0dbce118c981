//! What systemd is told by a real process, on a real socket. Unix only.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Lines, Read};
use std::os::unix::net::UnixDatagram;
use std::path::Path;
use std::process::{Child, ChildStderr, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tempfile::TempDir;

/// How long a program may take to do what is asked of it, before it is killed and the test fails.
const LIMIT: Duration = Duration::from_secs(60);

/// The program `notifying`, killed when it is dropped, and what listens to it.
struct Service {
    child: Child,
    stdout: Lines<BufReader<ChildStdout>>,
    /// Kept open: who writes to a pipe that nobody reads is killed.
    _stderr: ChildStderr,
    socket: UnixDatagram,
    _directory: TempDir,
}

/// How a program is started.
struct Unit<'a> {
    wrong: &'a str,
    /// As in `WatchdogSec=`, in milliseconds.
    watchdog: Option<u32>,
    /// Whose process the watchdog is for: a shell's variable is expanded.
    watched: &'a str,
    config: Option<&'a Path>,
    is_abstract: bool,
}

const UNIT: Unit<'_> = Unit { wrong: "nothing", watchdog: Some(200), watched: "$$", config: None, is_abstract: false };

impl Unit<'_> {
    fn start(&self) -> Service {
        let directory = tempfile::tempdir().unwrap();
        let (socket, address) = if self.is_abstract {
            listen_abstract(directory.path())
        } else {
            let path = directory.path().join("notify");
            (UnixDatagram::bind(&path).unwrap(), path.to_str().unwrap().to_owned())
        };
        socket.set_read_timeout(Some(LIMIT)).unwrap();
        let (stdout, stderr, child) = self.spawn(&address);
        Service { child, stdout, _stderr: stderr, socket, _directory: directory }
    }

    fn spawn(&self, address: &str) -> (Lines<BufReader<ChildStdout>>, ChildStderr, Child) {
        let program = env!("CARGO_BIN_EXE_notifying");
        // The number of its process is known to a shell that becomes it.
        let script = format!("WATCHDOG_PID={} exec \"$0\" \"$@\"", self.watched);
        let mut command = Command::new("sh");
        command.args(["-c", &script, program, self.wrong]).args(self.config).env("NOTIFY_SOCKET", address);
        match self.watchdog {
            Some(milliseconds) => command.env("WATCHDOG_USEC", format!("{milliseconds}000")),
            None => command.env_remove("WATCHDOG_USEC"),
        };
        let workers = if self.wrong == "starve" { "1" } else { "3" };
        command.env("TOKIO_WORKER_THREADS", workers);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("there is a shell");
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        (BufReader::new(stdout).lines(), stderr, child)
    }
}

#[cfg(target_os = "linux")]
fn listen_abstract(unique: &Path) -> (UnixDatagram, String) {
    use std::os::linux::net::SocketAddrExt;
    let name = unique.to_str().unwrap();
    let address = std::os::unix::net::SocketAddr::from_abstract_name(name).unwrap();
    (UnixDatagram::bind_addr(&address).unwrap(), format!("@{name}"))
}

#[cfg(not(target_os = "linux"))]
fn listen_abstract(_: &Path) -> (UnixDatagram, String) {
    unreachable!("Linux alone has them");
}

impl Service {
    /// The next message, as one line.
    fn hears(&self) -> String {
        let mut message = [0; 8192];
        let length = self.socket.recv(&mut message).expect("something is said within a minute");
        str::from_utf8(&message[..length]).unwrap().trim_end().replace('\n', " ")
    }

    /// All messages up to one that begins like this.
    fn hears_until(&self, beginning: &str) -> Vec<String> {
        let mut heard = Vec::new();
        while heard.last().is_none_or(|last: &String| !last.starts_with(beginning)) {
            heard.push(self.hears());
        }
        heard
    }

    /// All messages that have been sent.
    fn has_heard(&self) -> Vec<String> {
        let mut heard = Vec::new();
        let mut message = [0; 8192];
        self.socket.set_nonblocking(true).unwrap();
        while let Ok(length) = self.socket.recv(&mut message) {
            heard.push(str::from_utf8(&message[..length]).unwrap().trim_end().replace('\n', " "));
        }
        self.socket.set_nonblocking(false).unwrap();
        heard
    }

    /// Waits until it has said that so often on standard output, from now on. It ends itself after a minute.
    fn says(&mut self, what: &str, times: usize) {
        let lines = self.stdout.by_ref().map(Result::unwrap).filter(|line| line == what);
        assert_eq!(lines.take(times).count(), times, "it goes on saying {what}");
    }

    /// Waits while a watchdog of 200 ms would have been pinged ten times.
    fn ten_pings_long(&mut self) {
        self.says("tick", 20);
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Ends it. Gives what it said from then on, and its exit code.
    fn end(mut self) -> (Vec<String>, Option<i32>) {
        self.signal("-TERM");
        let before = self.hears_until("STOPPING=1");
        let code = self.wait();
        (before.into_iter().chain(self.has_heard()).collect(), code)
    }

    fn wait(&mut self) -> Option<i32> {
        exit_code(&mut self.child)
    }
}

/// Waits for its end, within the limit: what it says on standard output ends with it.
fn exit_code(child: &mut Child) -> Option<i32> {
    let (done, waiting) = mpsc::channel::<()>();
    let process = child.id().to_string();
    let killer = std::thread::spawn(move || {
        if waiting.recv_timeout(LIMIT) == Err(mpsc::RecvTimeoutError::Timeout) {
            // It may have ended at the last moment.
            let _ = Command::new("kill").args(["-KILL", &process]).status();
        }
    });
    let code = child.wait().unwrap().code();
    drop(done);
    killer.join().unwrap();
    code
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended, which is what was wanted.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn pings(heard: &[String]) -> usize {
    heard.iter().filter(|heard| *heard == "WATCHDOG=1").count()
}

#[test]
fn a_service_is_ready_pings_reloads_and_stops_in_this_order() {
    let config = tempfile::NamedTempFile::new().unwrap();
    let service = Unit { config: Some(config.path()), ..UNIT }.start();
    let until_ready = service.hears_until("READY=1");
    let (_, before) = until_ready.split_last().unwrap();
    assert!(before.iter().all(|heard| heard.starts_with("STATUS=starting: ")), "{until_ready:?}");
    let mut heard = service.hears_until("STATUS=2 daemons running");
    for _ in 0..3 {
        heard.extend(service.hears_until("WATCHDOG=1"));
    }
    assert!(pings(&heard) >= 3, "{heard:?}");

    std::fs::write(config.path(), "[daemon.other]\nstop_timeout = '200ms'\n").unwrap();
    service.signal("-HUP");
    let reloading = service.hears_until("RELOADING=1").pop().unwrap();
    let time = reloading.strip_prefix("RELOADING=1 MONOTONIC_USEC=").unwrap();
    assert!(time.parse::<u64>().unwrap() > 0);
    service.hears_until("READY=1");
    service.hears_until("WATCHDOG=1");

    let (heard, code) = service.end();
    let stopping = heard.iter().position(|heard| heard.starts_with("STOPPING=1")).unwrap();
    assert_eq!(heard[stopping], "STOPPING=1 EXTEND_TIMEOUT_USEC=35000000");
    let after = &heard[stopping + 1..];
    assert!(after.iter().all(|heard| heard.starts_with("STATUS=stopping: SIGTERM; ")), "{after:?}");
    assert_eq!(code, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn an_abstract_socket_is_as_good() {
    let service = Unit { is_abstract: true, ..UNIT }.start();
    service.hears_until("READY=1");
    service.hears_until("WATCHDOG=1");
    assert_eq!(service.end().1, Some(0));
}

#[test]
fn a_critical_daemon_that_is_down_for_good_withholds_the_ping() {
    let mut service = Unit { wrong: "lost", ..UNIT }.start();
    service.hears_until("STATUS=1 of 2 daemons running; vital FAILED: as planned, in `misbehave` (");
    service.ten_pings_long();
    let (heard, code) = service.end();
    assert_eq!((pings(&heard), code), (0, Some(1)), "{heard:?}");
}

#[test]
fn a_critical_daemon_that_blocks_its_thread_for_good_withholds_the_ping() {
    let mut service = Unit { wrong: "block", ..UNIT }.start();
    service.hears_until("READY=1");
    service.hears_until("WATCHDOG=1");
    // Its `watchdog` was up, and it is given up.
    service.hears_until("STATUS=1 of 2 daemons running; vital");
    service.ten_pings_long();
    let (heard, code) = service.end();
    assert_eq!((pings(&heard), code), (0, Some(1)), "{heard:?}");
}

#[test]
fn no_thread_that_is_left_for_daemons_withholds_the_ping() {
    let mut service = Unit { wrong: "starve", ..UNIT }.start();
    service.hears_until("READY=1");
    service.says("blocking", 1);
    service.has_heard();
    service.ten_pings_long();
    // The one that had begun as the last thread went away.
    let heard = service.has_heard();
    assert!(pings(&heard) <= 1, "{heard:?}");
    // It is not critical, so it has no daemon to blame, and can still be told to end.
    assert_eq!(service.end().1, Some(1));
}

#[test]
fn one_worker_that_is_left_of_a_programs_own_is_enough_for_the_ping() {
    let mut service = Unit { wrong: "share", ..UNIT }.start();
    service.hears_until("READY=1");
    service.says("blocking", 1);
    service.has_heard();
    service.hears_until("STATUS=2 daemons running; other: a method blocks its thread");
    for _ in 0..10 {
        service.hears_until("WATCHDOG=1");
    }
}

#[test]
fn what_asks_for_a_reload_during_the_start_has_it_after_that() {
    let mut service = Unit { wrong: "slow", ..UNIT }.start();
    service.says("starting", 1);
    service.signal("-HUP");
    let until_ready = service.hears_until("READY=1");
    assert!(!until_ready.iter().any(|heard| heard.starts_with("RELOADING=1")), "{until_ready:?}");
    service.hears_until("RELOADING=1");
    service.hears_until("READY=1");
    assert_eq!(service.end().1, Some(0));
}

#[test]
fn a_watchdog_of_another_process_or_of_none_is_not_pinged() {
    for (watchdog, watched) in [(Some(200), "1"), (None, "$$")] {
        let mut service = Unit { watchdog, watched, ..UNIT }.start();
        service.hears_until("READY=1");
        service.ten_pings_long();
        let (heard, code) = service.end();
        assert_eq!((pings(&heard), code), (0, Some(0)), "{heard:?}");
    }
}

#[test]
fn what_keeps_it_from_starting_is_its_last_status() {
    let mut service = Unit { wrong: "resource", ..UNIT }.start();
    let status = service.hears_until("STATUS=the resource ").pop().unwrap();
    assert!(status.ends_with("could not be made: the network is down; nothing was started"), "{status}");
    assert_eq!(service.wait(), Some(1));
}

#[test]
fn a_socket_that_cannot_be_used_is_a_warning_once() {
    let nowhere = tempfile::tempdir().unwrap();
    let gone = nowhere.path().join("gone");
    let of = [
        ("vsock:2:1234", "systemd is not told anything: its NOTIFY_SOCKET cannot be used"),
        (gone.to_str().unwrap(), "systemd cannot be told how this goes"),
    ];
    for (address, warning) in of {
        let (mut stdout, mut stderr, mut child) = UNIT.spawn(address);
        // A daemon says so: the process has listened for signals since before there were any.
        assert!(stdout.by_ref().map(Result::unwrap).any(|line| line == "up"));
        let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
        assert!(sent.success());
        assert_eq!(exit_code(&mut child), Some(0));
        let mut words = String::new();
        stderr.read_to_string(&mut words).unwrap();
        assert_eq!(words.matches("systemd").count(), warning.matches("systemd").count(), "{words}");
        assert!(words.contains(warning), "{words}");
    }
}
