struct Feed;
#[automatically_derived]
impl ::daemon_core::__private::Declared for Feed {
    const NAME: &'static str = "feed";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "feed",
            "Feed",
            ::daemon_core::__private::Source::new(::core::file!(), 4),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .ready(::daemon_core::__private::Readiness::Manual)
        .critical(true)
        .restart(
            ::daemon_core::__private::Restart::DEFAULT
                .policy(::daemon_core::__private::RestartPolicy::Always)
                .max(5)
                .delay(::core::time::Duration::new(1, 0))
                .max_delay(::core::time::Duration::new(60, 0))
                .reset_after(::core::time::Duration::new(3600, 0))
                .backoff(::daemon_core::__private::Backoff::Linear)
                .jitter(0.25),
        )
        .on_exhausted(
            ::core::option::Option::Some(
                ::daemon_core::__private::OnExhausted::RetryEvery(
                    ::core::time::Duration::new(600, 0),
                ),
            ),
        )
        .on_dependency_failure(::daemon_core::__private::OnDependencyFailure::Keep)
        .on_error(::daemon_core::__private::OnError::Fail)
        .watchdog(::core::option::Option::Some(::core::time::Duration::new(30, 0)));
}
#[automatically_derived]
impl ::daemon_core::__private::FromFields for Feed {
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {})
    }
}
::daemon_core::__private::inventory::submit! {
    ::daemon_core::__private::Registration::of:: < Feed > ()
}
struct Once;
#[automatically_derived]
impl ::daemon_core::__private::Declared for Once {
    const NAME: &'static str = "once";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "once",
            "Once",
            ::daemon_core::__private::Source::new(::core::file!(), 7),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .restart(
            ::daemon_core::__private::Restart::DEFAULT
                .policy(::daemon_core::__private::RestartPolicy::Never),
        );
}
#[automatically_derived]
impl ::daemon_core::__private::FromFields for Once {
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {})
    }
}
::daemon_core::__private::inventory::submit! {
    ::daemon_core::__private::Registration::of:: < Once > ()
}
struct Migration;
#[automatically_derived]
impl ::daemon_core::__private::Declared for Migration {
    const NAME: &'static str = "migration";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "migration",
            "Migration",
            ::daemon_core::__private::Source::new(::core::file!(), 10),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .ready(::daemon_core::__private::Readiness::Completed);
}
#[automatically_derived]
impl ::daemon_core::__private::FromFields for Migration {
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {})
    }
}
::daemon_core::__private::inventory::submit! {
    ::daemon_core::__private::Registration::of:: < Migration > ()
}
const _: () = ::daemon_core::__private::completes(
    &::daemon_core::__private::Registration::of::<Migration>(),
);
struct Import<T> {
    rows: Vec<T>,
}
#[automatically_derived]
impl<T> ::daemon_core::__private::Declared for Import<T> {
    const NAME: &'static str = "import";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "import",
            "Import",
            ::daemon_core::__private::Source::new(::core::file!(), 13),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .ready(::daemon_core::__private::Readiness::Completed);
}
#[automatically_derived]
impl<T> ::daemon_core::__private::FromFields for Import<T>
where
    for<'__daemon_any> Vec<T>: ::daemon_core::__private::PlainField,
{
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {
            rows: ::core::default::Default::default(),
        })
    }
}
