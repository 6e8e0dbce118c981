//! `thread`: a daemon on a thread of its own, with its children, its priority and its end. p13, p17, p23, p41, p43.
#![allow(
    clippy::disallowed_methods,
    clippy::unused_async,
    clippy::needless_pass_by_value,
    reason = "a test owns its tasks, and its handlers have the form that is tested"
)]

use std::io;
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use daemon_core::prelude::*;
use daemon_core::testing::{self, TestApp};
use daemon_core::{Status, System};
use daemon_tests::{Diary, Toml};

/// Runs `test` on workers, by the wall clock, for a minute at most.
fn on_workers(test: impl Future<Output = ()> + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), test).await.expect("a minute is enough") });
}

/// Where it is polled: the thread's name, and on Linux how nice that is.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place {
    thread: std::thread::ThreadId,
    name: String,
    nice: Option<i32>,
}

fn here() -> Place {
    let thread = std::thread::current();
    Place { thread: thread.id(), name: thread.name().unwrap_or_default().to_owned(), nice: nice() }
}

#[cfg(target_os = "linux")]
fn nice() -> Option<i32> {
    rustix::process::getpriority_process(None).ok()
}

#[cfg(not(target_os = "linux"))]
fn nice() -> Option<i32> {
    None
}

#[daemon(register = false, thread, mailbox = 4)]
struct Alone;

#[daemon]
impl Alone {
    #[message]
    async fn place(&self) -> Place {
        tokio::time::sleep(Duration::from_millis(1)).await;
        here()
    }

    #[message]
    async fn place_of_a_child(&self, ctx: &Context) -> Place {
        let (tell, told) = tokio::sync::oneshot::channel();
        ctx.spawn(async move {
            tokio::task::yield_now().await;
            let _ = tell.send(here());
        });
        told.await.unwrap()
    }

    #[message]
    fn block(&mut self, until: Arc<Mutex<mpsc::Receiver<()>>>) {
        let _ = until.lock().unwrap().recv();
    }
}

#[daemon(register = false, thread(priority = "low"))]
struct Meek;

#[daemon]
impl Meek {
    #[message]
    fn place(&self) -> Place {
        here()
    }
}

#[daemon(register = false, thread(priority = "high"))]
struct Bold;

#[daemon]
impl Bold {
    #[message]
    fn place(&self) -> Place {
        here()
    }
}

#[daemon(register = false)]
struct Among;

#[daemon]
impl Among {
    #[message]
    fn place(&self) -> Place {
        here()
    }
}

async fn start() -> System {
    App::empty().with::<Alone>().with::<Meek>().with::<Among>().strict().start().await.unwrap()
}

#[test]
fn it_runs_on_a_thread_of_its_name_and_so_do_its_children() {
    on_workers(async {
        let system = start().await;
        let alone = system.daemon::<Alone>();
        let place = alone.place().await.unwrap();
        assert_eq!(place.name, "alone");
        assert_eq!(alone.place_of_a_child().await.unwrap(), place);
        let meek = system.daemon::<Meek>().place().await.unwrap();
        assert_eq!(meek.name, "meek");
        assert_ne!(meek.thread, place.thread);
        let among = system.daemon::<Among>().place().await.unwrap();
        assert!(among.name.starts_with("tokio"), "{among:?}");
        #[cfg(target_os = "linux")]
        assert_eq!(
            (place.nice, meek.nice, among.nice),
            (among.nice, Some((among.nice.unwrap() + 10).min(19)), among.nice)
        );
        assert!(system.shutdown().await.is_clean());
    });
}

#[test]
fn p43_under_a_paused_clock_it_runs_with_the_others() {
    testing::run(async {
        let app = TestApp::of(App::empty().with::<Alone>().with::<Meek>()).start().await;
        let began = tokio::time::Instant::now();
        let place = app.daemon::<Alone>().place().await.unwrap();
        assert_eq!(place.thread, std::thread::current().id());
        assert_eq!(began.elapsed(), Duration::from_millis(1), "by the test's clock");
        assert_eq!(app.daemon::<Alone>().place_of_a_child().await.unwrap().thread, place.thread);
        let meek = app.daemon::<Meek>().place().await.unwrap();
        assert_eq!((meek.thread, meek.nice), (place.thread, place.nice));
        app.end().await;
    });
}

#[test]
fn who_blocks_its_own_thread_is_in_nobodys_way() {
    // One thread for all the others.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let system = start().await;
        let (release, until) = mpsc::channel();
        system.daemon::<Alone>().block(Arc::new(Mutex::new(until))).tell().await.unwrap();
        let mut looks = tokio::time::interval(Duration::from_millis(20));
        // p23: named after a second, by the thread that looks.
        while !system.status("alone").unwrap().blocking {
            looks.tick().await;
            system.daemon::<Among>().place().await.unwrap();
        }
        assert_eq!(system.status("alone").unwrap().handler.unwrap().0, "block");
        drop(release);
        system.daemon::<Alone>().place().await.unwrap();
        assert!(system.shutdown().await.is_clean());
    });
}

/// How many threads of this process have this name.
#[cfg(target_os = "linux")]
fn threads_called(name: &str) -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|comm| comm.trim_end() == name).count()
}

#[cfg(target_os = "linux")]
#[daemon(register = false, thread, name = "phoenix", restart(max = 1000, delay = "0s"))]
struct Phoenix;

#[cfg(target_os = "linux")]
#[daemon]
impl Phoenix {
    #[message]
    fn fail(&mut self, ctx: &Context) {
        // One that is there when it ends.
        ctx.spawn(std::future::pending::<()>());
        ctx.fail("as told");
    }

    #[message]
    fn generation(&self, ctx: &Context) -> u64 {
        ctx.generation()
    }
}

#[test]
#[cfg(target_os = "linux")]
fn p13_no_thread_is_left_after_a_hundred_restarts_and_none_after_the_stop() {
    on_workers(async {
        let system = App::empty().with::<Phoenix>().start().await.unwrap();
        let phoenix = system.daemon::<Phoenix>();
        for generation in 1..=100 {
            assert_eq!(phoenix.generation().await.unwrap(), generation);
            let _ = phoenix.fail().await;
        }
        system.wait_for("phoenix", Status::Running).await.unwrap();
        // A thread tells of its end a moment before it is over.
        let mut looks = tokio::time::interval(Duration::from_millis(5));
        while threads_called("phoenix") != 1 {
            looks.tick().await;
        }
        assert!(system.shutdown().await.is_clean());
        while threads_called("phoenix") != 0 {
            looks.tick().await;
        }
    });
    // Nor is one left where the runtime ends without a shutdown.
    on_workers(async {
        let system = App::empty().with::<Phoenix>().start().await.unwrap();
        system.daemon::<Phoenix>().generation().await.unwrap();
        assert_eq!(threads_called("phoenix"), 1);
    });
    on_workers(async {
        let mut looks = tokio::time::interval(Duration::from_millis(5));
        while threads_called("phoenix") != 0 {
            looks.tick().await;
        }
    });
}

/// On a thread of its own, and stopped and started with one of low priority.
#[cfg(target_os = "linux")]
#[daemon(register = false, thread, depends_on("meek"))]
struct Follower;

#[cfg(target_os = "linux")]
#[daemon]
impl Follower {
    #[message]
    fn place(&self) -> Place {
        here()
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_priority_is_that_of_the_daemon_alone_however_often_it_is_launched() {
    on_workers(async {
        let file = Toml::of("");
        let app = App::empty().with::<Meek>().with::<Follower>().with::<Among>().config_file(file.path());
        let system = app.start().await.unwrap();
        let normal = system.daemon::<Among>().place().await.unwrap().nice.unwrap();
        let low = (normal + 10).min(19);
        for restart in 0..4 {
            let meek = system.daemon::<Meek>().place().await.unwrap().nice;
            let follower = system.daemon::<Follower>().place().await.unwrap().nice;
            assert_eq!((meek, follower), (Some(low), Some(normal)), "after {restart} restarts");
            let generation = system.status("follower").unwrap().generation;
            system.restart("meek").await.unwrap();
            while system.status("follower").unwrap().generation == generation {
                system.wait_for("meek", Status::Running).await.unwrap();
                tokio::task::yield_now().await;
            }
            system.wait_for("follower", Status::Running).await.unwrap();
        }
        for (thread, nice) in [("true", normal), ("'low'", low)] {
            file.write(&format!("[daemon.meek]\nthread = {thread}"));
            assert_eq!(system.reload().await.unwrap().restarted[0], "meek");
            system.wait_for("follower", Status::Running).await.unwrap();
            assert_eq!(system.daemon::<Meek>().place().await.unwrap().nice, Some(nice), "{thread}");
            assert_eq!(system.daemon::<Follower>().place().await.unwrap().nice, Some(normal));
        }
        assert!(system.shutdown().await.is_clean());
    });
}

/// All that is logged, on whatever thread.
#[derive(Clone, Default)]
struct Logged(Arc<Mutex<Vec<u8>>>);

impl io::Write for Logged {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_priority_is_had_or_its_refusal_is_told() {
    let logged = Logged::default();
    let writer = logged.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone());
    let _ = tracing::subscriber::set_global_default(subscriber.finish());
    on_workers(async move {
        let system = App::empty().with::<Bold>().start().await.unwrap();
        let bold = system.daemon::<Bold>().place().await.unwrap();
        assert_eq!(bold.name, "bold");
        let nice = bold.nice.unwrap();
        let text = String::from_utf8(logged.0.lock().unwrap().clone()).unwrap();
        let normal = rustix::process::getpriority_process(Some(rustix::process::getpid())).unwrap();
        let told = text.lines().any(|line| line.contains("daemon=bold") && line.contains("priority=high"));
        // Root may, others may not.
        assert_eq!(told, nice == normal, "{nice}: {text}");
        system.shutdown().await;
    });
}

#[test]
fn p41_a_thread_is_configured_and_a_change_restarts_the_daemon() {
    on_workers(async {
        let file = Toml::of("[daemon.among]\nthread = 'low'");
        let system = App::empty().with::<Among>().config_file(file.path()).start().await.unwrap();
        let place = system.daemon::<Among>().place().await.unwrap();
        assert_eq!(place.name, "among");
        file.write("[daemon.among]\nthread = true");
        let reload = system.reload().await.unwrap();
        assert_eq!(reload.to_string(), "among thread: low → normal (restart)");
        assert_eq!(reload.restarted, ["among"]);
        system.wait_for("among", Status::Running).await.unwrap();
        let other = system.daemon::<Among>().place().await.unwrap();
        assert_eq!(other.name, "among");
        assert_ne!(other.thread, place.thread);
        file.write("[daemon.among]\nthread = 'lo'");
        let error = system.reload().await.unwrap_err().to_string();
        assert!(error.contains("did you mean `low`?"), "{error}");
        system.shutdown().await;
    });
}

/// Says in which order things end and begin.
#[derive(Clone, Default)]
struct Course {
    said: Diary,
    begun: Arc<Mutex<Option<mpsc::Sender<()>>>>,
}

/// Leaves something on its thread's runtime that it does not own.
#[daemon(register = false, thread)]
struct Careless {
    #[resource]
    course: Course,
}

/// Takes its time to go, but for as long as the next generation does not begin.
struct Left(Course, mpsc::Receiver<()>);

impl Drop for Left {
    fn drop(&mut self) {
        let overtaken = self.1.recv_timeout(Duration::from_millis(200)).is_ok();
        self.0.said.note(if overtaken { "gone after the next had begun" } else { "gone" });
    }
}

#[daemon]
impl Careless {
    #[init]
    fn init(&mut self, ctx: &Context) {
        self.course.said.note(format!("init {}", ctx.generation()));
        if let Some(begun) = self.course.begun.lock().unwrap().take() {
            let _ = begun.send(());
        }
    }

    #[message]
    async fn leave(&mut self) {
        let (begun, told) = mpsc::channel();
        *self.course.begun.lock().unwrap() = Some(begun);
        let left = Left(self.course.clone(), told);
        tokio::spawn(async move {
            let _left = left;
            std::future::pending::<()>().await;
        });
    }
}

#[test]
fn p17_what_a_thread_still_has_is_gone_before_the_next_generation_begins() {
    on_workers(async {
        let course = Course::default();
        let system = App::empty().with::<Careless>().provide(course.clone()).strict().start().await.unwrap();
        system.daemon::<Careless>().leave().await.unwrap();
        system.restart("careless").await.unwrap();
        system.wait_for("careless", Status::Running).await.unwrap();
        assert_eq!(course.said.take(), ["init 1", "gone", "init 2"]);
        system.daemon::<Careless>().leave().await.unwrap();
        let report = system.shutdown().await;
        assert!(report.is_clean(), "{report}");
        assert_eq!(course.said.take(), ["gone"], "nor is a shutdown done before");
    });
}
