struct UserDaemon {
    db: Db,
}
#[automatically_derived]
impl ::daemon_core::__private::Declared for UserDaemon {
    const NAME: &'static str = "";
    const START_DEPTH: u32 = 0;
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
        "",
        "",
        ::daemon_core::__private::Source::new("", 0),
    );
}
#[automatically_derived]
impl ::daemon_core::__private::FromFields for UserDaemon {
    fn from_fields(
        _: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        loop {}
    }
}
::core::compile_error! {
    "`#[daemon]` has no option `nam`\n= help: did you mean `name`?"
}
impl UserDaemon {
    #[allow(clippy::unused_self)]
    async fn user_monitoring(&mut self) {}
    #[allow(clippy::unused_self)]
    async fn catch_up(&mut self) {}
}
#[allow(
    unreachable_pub,
    non_camel_case_types,
    deprecated,
    unused_qualifications,
    clippy::manual_async_fn
)]
const _: () = {
    pub enum __daemon_slot {}
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[];
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Daemon for UserDaemon
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
        for<'__daemon_any> UserDaemon: ::daemon_core::__private::Declared,
    {
        type Handlers = __daemon_slot;
        type Handle = ::daemon_core::__private::NoMessages;
        const HANDLERS: &'static [::daemon_core::__private::Handler] = &[];
        const HOOKS: ::daemon_core::__private::Hooks = ::daemon_core::__private::Hooks::new()
            .run("", 0);
        async fn init(
            _: &::daemon_core::__private::Context,
        ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
            loop {}
        }
        async fn handle<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            _: &'__daemon_borrow mut ::daemon_core::__private::Letter,
            _: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> ::core::result::Result<(), ::daemon_core::__private::BoxError> {
            loop {}
        }
        fn serve<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_duty: ::daemon_core::__private::Duty<'__daemon_borrow, Self>,
        ) -> impl ::core::future::Future<
            Output = ::daemon_core::__private::Ended,
        > + ::core::marker::Send + '__daemon_borrow {
            ::daemon_core::__private::serve_exclusive(self, __daemon_duty)
        }
    }
};
::core::compile_error! {
    "\"5 sec\" is not a duration: a duration has no spaces\n5 sec\n ^\n= help: write \"5s\""
}
