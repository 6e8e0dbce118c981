//! Daemons that do what a script says.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use daemon_core::{Context, Unavailable, prelude::Result};

use crate::Diary;

/// Declares daemons that do what the [`Stage`] says under their names: `scripted! { Api(depends_on("db")); }`
///
/// They are not registered, not restarted, and go on when one below them fails. They note in the stage's diary when
/// each hook begins and ends: `+api` and `+api.` for `init`, `-api` and `-api.` for `cleanup`, with a `!` instead of the dot where it did not come to its end; and `~api` where a
/// `run` with a script ended.
#[macro_export]
macro_rules! scripted {
    ($($name:ident $(($($option:tt)+))?;)+) => {
        $crate::supervised! {
            $($name($($($option)+,)? restart = "never", on_dependency_failure = "keep");)+
        }
    };
}

/// As [`scripted!`], on the terms that are written.
#[macro_export]
macro_rules! supervised {
    ($($name:ident $(($($option:tt)+))?;)+) => {$(
        #[daemon_core::daemon($($($option)+,)? register = false)]
        struct $name {
            #[resource]
            stage: $crate::Stage,
        }

        #[daemon_core::daemon]
        impl $name {
            #[init]
            async fn init(&mut self, ctx: &daemon_core::Context) -> daemon_core::prelude::Result {
                self.stage.init(ctx).await
            }

            #[run]
            async fn run(&mut self, ctx: &daemon_core::Context) -> daemon_core::prelude::Result {
                self.stage.run(ctx).await
            }

            #[cleanup]
            async fn cleanup(&mut self, ctx: &daemon_core::Context) -> daemon_core::prelude::Result {
                self.stage.cleanup(ctx).await
            }
        }
    )+};
}

/// What scripted daemons do, by name, and what they did. Clones are one and the same stage.
#[derive(Clone, Debug, Default)]
pub struct Stage {
    scripts: Arc<Mutex<HashMap<String, Script>>>,
    /// When the hooks of whom began and ended.
    pub diary: Diary,
}

/// What a daemon does; read anew as each hook begins.
#[derive(Clone, Copy, Debug, Default)]
pub struct Script {
    /// Between the call of `init` and its return.
    pub init: Step,
    /// While running, if that is not to wait for the stop.
    pub run: Option<Step>,
    /// Between the call of `cleanup` and its return.
    pub cleanup: Step,
}

/// What a hook does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Step {
    /// Returns at once.
    #[default]
    Fine,
    /// Returns after so long.
    After(Duration),
    /// Returns an error after so long.
    Fail(Duration),
    /// Panics after so long.
    Panic(Duration),
    /// Cannot run here.
    Unavailable,
    /// Never returns.
    Hang,
}

impl Script {
    /// All hooks return at once, but for `init`.
    pub fn init(init: Step) -> Self {
        Self { init, ..Self::default() }
    }

    /// All hooks return at once, but for `run`, which does this.
    pub fn run(run: Step) -> Self {
        Self { run: Some(run), ..Self::default() }
    }

    /// All hooks return at once, but for `cleanup`.
    pub fn cleanup(cleanup: Step) -> Self {
        Self { cleanup, ..Self::default() }
    }
}

impl Step {
    async fn act(self) -> Result {
        match self {
            Self::Fine => Ok(()),
            Self::After(delay) => {
                tokio::time::sleep(delay).await;
                Ok(())
            }
            Self::Fail(delay) => {
                tokio::time::sleep(delay).await;
                Err("as the script says".into())
            }
            Self::Panic(delay) => {
                tokio::time::sleep(delay).await;
                panic!("as the script says")
            }
            Self::Unavailable => Err(Unavailable::new("not on this machine, says the script").into()),
            Self::Hang => std::future::pending().await,
        }
    }
}

impl Stage {
    /// From now on `daemon` does as `script` says.
    pub fn set(&self, daemon: &str, script: Script) -> &Self {
        self.scripts().insert(daemon.to_owned(), script);
        self
    }

    fn scripts(&self) -> MutexGuard<'_, HashMap<String, Script>> {
        self.scripts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn script(&self, ctx: &Context) -> Script {
        self.scripts().get(ctx.name()).copied().unwrap_or_default()
    }

    /// The body of a scripted `init`.
    pub async fn init(&self, ctx: &Context) -> Result {
        let step = self.script(ctx).init;
        self.hook('+', ctx, step).await
    }

    /// The body of a scripted `run`.
    pub async fn run(&self, ctx: &Context) -> Result {
        if let Some(step) = self.script(ctx).run {
            let _end = End { diary: &self.diary, entry: format!("~{}", ctx.name()) };
            return step.act().await;
        }
        ctx.cancelled().await;
        Ok(())
    }

    /// The body of a scripted `cleanup`.
    pub async fn cleanup(&self, ctx: &Context) -> Result {
        let step = self.script(ctx).cleanup;
        self.hook('-', ctx, step).await
    }

    async fn hook(&self, sign: char, ctx: &Context, step: Step) -> Result {
        let name = ctx.name();
        self.diary.note(format!("{sign}{name}"));
        let mut end = End { diary: &self.diary, entry: format!("{sign}{name}!") };
        let outcome = step.act().await;
        if outcome.is_ok() {
            end.entry = format!("{sign}{name}.");
        }
        outcome
    }
}

/// Notes the end of a hook, also when that is a panic, or its future is dropped.
struct End<'a> {
    diary: &'a Diary,
    entry: String,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.diary.note(std::mem::take(&mut self.entry));
    }
}
