struct UserDaemon;
#[automatically_derived]
impl ::daemon_core::__private::Declared for UserDaemon {
    const NAME: &'static str = "user";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "user",
            "UserDaemon",
            ::daemon_core::__private::Source::new(::core::file!(), 2),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .state(
            ::core::option::Option::Some(
                ::daemon_core::__private::StateKind::of::<Self>(),
            ),
        );
}
#[automatically_derived]
impl ::daemon_core::__private::Stateful for UserDaemon {
    type State = BTreeMap<String, u64>;
}
#[automatically_derived]
impl ::daemon_core::__private::FromFields for UserDaemon {
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {})
    }
}
::daemon_core::__private::inventory::submit! {
    ::daemon_core::__private::Registration::of:: < UserDaemon > ()
}
struct Feed<T: Clone + Send + Sync + 'static> {
    last: Option<T>,
}
#[automatically_derived]
impl<T: Clone + Send + Sync + 'static> ::daemon_core::__private::Declared for Feed<T> {
    const NAME: &'static str = "feed";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "feed",
            "Feed",
            ::daemon_core::__private::Source::new(::core::file!(), 5),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .state(
            ::core::option::Option::Some(
                ::daemon_core::__private::StateKind::of::<Self>(),
            ),
        );
}
#[automatically_derived]
impl<T: Clone + Send + Sync + 'static> ::daemon_core::__private::Stateful for Feed<T> {
    type State = Option<T>;
}
#[automatically_derived]
impl<T: Clone + Send + Sync + 'static> ::daemon_core::__private::FromFields for Feed<T>
where
    for<'__daemon_any> Option<T>: ::daemon_core::__private::PlainField,
{
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {
            last: ::core::default::Default::default(),
        })
    }
}
