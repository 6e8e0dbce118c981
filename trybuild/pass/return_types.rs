//! Everything that handlers may return.
#![deny(warnings)]

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use compile_tests::live;
use daemon_core::prelude::*;

#[derive(Debug)]
struct Refused<'a>(&'a str);

impl fmt::Display for Refused<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Refused<'_> {}

/// No error, but one can be made of it.
struct Code(u8);

impl From<Code> for Box<dyn Error + Send + Sync> {
    fn from(code: Code) -> Self {
        format!("code {}", code.0).into()
    }
}

type Nothing = ();
type Fallible = std::result::Result<(), Refused<'static>>;

#[daemon]
struct Returns;

#[daemon]
impl Returns {
    #[interval("1s")]
    #[expect(clippy::unused_unit)]
    async fn unit(&mut self) -> () {}

    #[interval("1s")]
    async fn alias(&mut self) -> Nothing {}

    #[interval("1s")]
    async fn prelude(&mut self) -> Result {
        Ok(())
    }

    #[interval("1s")]
    async fn prelude_unit(&mut self) -> Result<()> {
        Ok(())
    }

    #[interval("1s")]
    async fn lifetime(&mut self) -> Result<(), Refused<'static>> {
        Ok(())
    }

    #[interval("1s")]
    async fn fallible(&mut self) -> Fallible {
        Ok(())
    }

    #[interval("1s")]
    async fn boxed(&mut self) -> Result<(), Box<dyn Error + Send + Sync + 'static>> {
        Ok(())
    }

    #[interval("1s")]
    async fn path(&mut self) -> std::result::Result<(), daemon_core::BoxError> {
        Ok(())
    }

    #[interval("1s")]
    fn io(&mut self) -> std::io::Result<()> {
        Ok(())
    }

    #[interval("1s")]
    fn fmt(&mut self) -> fmt::Result {
        Ok(())
    }

    #[interval("1s")]
    fn text(&mut self) -> Result<(), String> {
        Ok(())
    }

    #[interval("1s")]
    fn borrowed_text(&mut self) -> Result<(), &'static str> {
        Ok(())
    }

    #[interval("1s")]
    fn cow(&mut self) -> Result<(), Cow<'static, str>> {
        Ok(())
    }

    #[interval("1s")]
    fn code(&mut self) -> Result<(), Code> {
        Err(Code(1)).or(Ok(()))
    }

    #[interval("1s")]
    fn infallible(&mut self) -> Result<(), std::convert::Infallible> {
        Ok(())
    }
}

fn main() {
    live(App::new(), 3);
}
