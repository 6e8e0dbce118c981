impl Listener {
    #[allow(clippy::unused_self)]
    async fn bind(&mut self) -> Result<()> {}
    #[cfg(unix)]
    #[allow(clippy::unused_self)]
    async fn accept(&self, ctx: &Context) -> Result<()> {}
    #[allow(clippy::unused_self)]
    fn report(&self) {}
}
#[allow(
    unreachable_pub,
    non_camel_case_types,
    deprecated,
    unused_qualifications,
    clippy::manual_async_fn
)]
const _: () = {
    use crate::runtime::__private as __daemon_private;
    pub enum __daemon_slot {
        report,
    }
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[Self::report];
    }
    fn __daemon_call_report<'__daemon_borrow>(__daemon_this: &'__daemon_borrow Listener)
    where
        for<'__daemon_any> Listener: ::core::marker::Send,
    {
        <Listener>::report(__daemon_this)
    }
    fn __daemon_call_bind<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Listener,
    ) -> impl ::core::future::Future<
        Output = Result<()>,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Listener: ::core::marker::Send,
    {
        <Listener>::bind(__daemon_this)
    }
    #[automatically_derived]
    impl __daemon_private::Daemon for Listener
    where
        for<'__daemon_any> Listener: ::core::marker::Send,
        for<'__daemon_any> Listener: __daemon_private::Declared,
    {
        type Handlers = __daemon_slot;
        type Handle = __daemon_private::NoMessages;
        const HANDLERS: &'static [__daemon_private::Handler] = &[
            __daemon_private::Handler::interval(
                "report",
                11,
                __daemon_private::Interval::fixed(
                    "report",
                    ::core::time::Duration::new(1, 0),
                ),
            ),
        ];
        const HOOKS: __daemon_private::Hooks = {
            let __daemon_hooks = __daemon_private::Hooks::new();
            let __daemon_hooks = __daemon_hooks.init("bind", 4);
            #[cfg(unix)]
            let __daemon_hooks = __daemon_hooks.run("accept", 8);
            __daemon_hooks
        };
        fn init(
            __daemon_ctx: &__daemon_private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<Self, __daemon_private::BoxError>,
        > + ::core::marker::Send {
            async move {
                let mut __daemon_daemon: Self = __daemon_private::FromFields::from_fields(
                    __daemon_ctx,
                )?;
                <Result<
                    (),
                > as __daemon_private::Outcome>::into_result(
                    __daemon_call_bind(&mut __daemon_daemon).await,
                )?;
                ::core::result::Result::Ok(__daemon_daemon)
            }
        }
        fn handle<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_letter: &'__daemon_borrow mut __daemon_private::Letter,
            __daemon_ctx: &'__daemon_borrow __daemon_private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), __daemon_private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            __daemon_private::shareable::<Self>();
            async move {
                match __daemon_slot::__DAEMON_ALL[__daemon_letter.slot()] {
                    __daemon_slot::report => {
                        __daemon_private::Shared::handle_shared(
                                self,
                                __daemon_letter,
                                __daemon_ctx,
                            )
                            .await
                    }
                }
            }
        }
        #[cfg(unix)]
        fn serve<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_duty: __daemon_private::Duty<'__daemon_borrow, Self>,
        ) -> impl ::core::future::Future<
            Output = __daemon_private::Ended,
        > + ::core::marker::Send + '__daemon_borrow {
            __daemon_private::shareable::<Self>();
            __daemon_private::serve_run_shared::<
                Self,
                __daemon_slot,
            >(self, __daemon_duty)
        }
        #[cfg(not(any(all(unix))))]
        fn serve<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_duty: __daemon_private::Duty<'__daemon_borrow, Self>,
        ) -> impl ::core::future::Future<
            Output = __daemon_private::Ended,
        > + ::core::marker::Send + '__daemon_borrow {
            __daemon_private::shareable::<Self>();
            __daemon_private::serve_mixed::<Self, __daemon_slot>(self, __daemon_duty)
        }
    }
    #[automatically_derived]
    impl __daemon_private::Shared<__daemon_slot> for Listener
    where
        for<'__daemon_any> Listener: ::core::marker::Send,
        for<'__daemon_any> Listener: __daemon_private::Declared,
        for<'__daemon_any> Listener: __daemon_private::Shareable,
    {
        fn handle_shared<'__daemon_borrow>(
            &'__daemon_borrow self,
            __daemon_letter: &'__daemon_borrow mut __daemon_private::Letter,
            __daemon_ctx: &'__daemon_borrow __daemon_private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), __daemon_private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            __daemon_private::shareable::<Self>();
            async move {
                match __daemon_slot::__DAEMON_ALL[__daemon_letter.slot()] {
                    __daemon_slot::report => {
                        <() as __daemon_private::Outcome>::into_result(
                            __daemon_call_report(self),
                        )
                    }
                }
            }
        }
    }
    #[cfg(unix)]
    fn __daemon_call_accept<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow Listener,
        __daemon_ctx: &'__daemon_borrow __daemon_private::Context,
    ) -> impl ::core::future::Future<
        Output = Result<()>,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Listener: ::core::marker::Send,
        for<'__daemon_any> Listener: __daemon_private::Shareable,
    {
        <Listener>::accept(__daemon_this, __daemon_ctx)
    }
    #[cfg(unix)]
    #[automatically_derived]
    impl __daemon_private::RunShared<__daemon_slot> for Listener
    where
        for<'__daemon_any> Listener: ::core::marker::Send,
        for<'__daemon_any> Listener: __daemon_private::Declared,
        for<'__daemon_any> Listener: __daemon_private::Shareable,
    {
        fn run<'__daemon_borrow>(
            &'__daemon_borrow self,
            __daemon_ctx: &'__daemon_borrow __daemon_private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), __daemon_private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            async move {
                __daemon_private::shareable::<Self>();
                <Result<
                    (),
                > as __daemon_private::Outcome>::into_result(
                    __daemon_call_accept(self, __daemon_ctx).await,
                )
            }
        }
    }
};
