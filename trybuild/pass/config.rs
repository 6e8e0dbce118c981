#![deny(warnings)]
#![allow(dead_code)]

use daemon_core::prelude::*;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Neither `Default` nor `Clone`.
#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    value: u8,
}

/// With methods of the names that generated code asks for.
#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    word: String,
}

impl Asked {
    fn value(&self) -> &str {
        &self.word
    }

    fn has_default(&self) -> bool {
        false
    }
}

#[daemon]
struct Plain {
    #[config]
    settings: Settings,
    #[config]
    asked: Asked,
    #[cfg(any())]
    #[config]
    gone: Gone,
    #[cfg(all())]
    #[config]
    r#type: Asked,
}

#[daemon]
impl Plain {
    #[init]
    fn init(&mut self) {
        assert_eq!((self.settings.value, self.asked.value()), (0, ""));
    }
}

#[daemon]
struct Tuple(#[config] Asked);

#[daemon]
impl Tuple {
    #[init]
    fn init(&mut self) {
        assert!(!self.0.has_default());
    }
}

/// Whether its section has a default is not known where it is declared.
#[daemon(register = false)]
struct Generic<T: DeserializeOwned + Send + 'static> {
    #[config]
    own: T,
}

#[daemon]
impl<T: DeserializeOwned + Send + 'static> Generic<T> {
    #[init]
    fn init(&mut self) {}
}

fn main() {
    let app = App::new().with::<Generic<Asked>>().environment([("", "")]);
    app.check().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let system = app.strict().start().await.unwrap();
        assert!(system.shutdown().await.is_clean());
    });
}
