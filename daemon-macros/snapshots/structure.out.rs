/// Keeps one persona client
/// per user.
///
/// Not shown to operators.
pub struct UserDaemon {
    db: Db,
    pub personas: HashMap<UserId, Persona>,
    seen: u64,
    #[cfg(feature = "trace")]
    trace: Trace,
}
#[automatically_derived]
impl ::daemon_core::__private::Declared for UserDaemon {
    const NAME: &'static str = "user";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([
        <DataDaemon as ::daemon_core::__private::Declared>::START_DEPTH,
    ]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "user",
            "UserDaemon",
            ::daemon_core::__private::Source::new(::core::file!(), 7),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .description("Keeps one persona client per user.")
        .depends_on(
            &[
                ::daemon_core::__private::Dependency::typed(
                    <DataDaemon as ::daemon_core::__private::Declared>::NAME,
                    <DataDaemon as ::daemon_core::__private::Declared>::type_name,
                ),
                ::daemon_core::__private::Dependency::named("mailer"),
            ],
        )
        .after(
            &[
                ::daemon_core::__private::Dependency::typed(
                    <metrics::MetricsDaemon as ::daemon_core::__private::Declared>::NAME,
                    <metrics::MetricsDaemon as ::daemon_core::__private::Declared>::type_name,
                ),
            ],
        )
        .profiles(&["full"])
        .autostart(false)
        .start_timeout(::core::time::Duration::new(10, 0))
        .publish_timeout(::core::time::Duration::new(0, 500000000))
        .mailbox(64)
        .category("service")
        .capabilities(&["chat"])
        .resources(
            &[::daemon_core::__private::Need::of_field("db", |daemon: &Self| &daemon.db)],
        );
}
#[allow(non_camel_case_types)]
const _: () = {
    #[cfg(feature = "trace")]
    type __daemon_type_of_trace = Trace;
    #[cfg(not(all(feature = "trace")))]
    type __daemon_type_of_trace = ();
    #[automatically_derived]
    impl ::daemon_core::__private::FromFields for UserDaemon
    where
        for<'__daemon_any> u64: ::daemon_core::__private::PlainField,
        for<'__daemon_any> __daemon_type_of_trace: ::daemon_core::__private::PlainField,
    {
        fn from_fields(
            __daemon_ctx: &::daemon_core::__private::Context,
        ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
            ::core::result::Result::Ok(Self {
                db: __daemon_ctx.resource()?,
                personas: HashMap::with_capacity(64),
                seen: ::core::default::Default::default(),
                #[cfg(feature = "trace")]
                trace: ::core::default::Default::default(),
            })
        }
    }
};
::daemon_core::__private::inventory::submit! {
    ::daemon_core::__private::Registration::of:: < UserDaemon > ()
}
