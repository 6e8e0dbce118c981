impl Cache {
    async fn init(ctx: &Context) -> Result<Self> {}
    #[allow(clippy::unused_self)]
    async fn look_up(&self, event: Arc<LookUp>) -> Result<()> {}
    #[allow(clippy::unused_self)]
    async fn evict(&mut self) {}
    #[allow(clippy::unused_self)]
    async fn health(&self) -> Health {}
}
#[allow(
    unreachable_pub,
    non_camel_case_types,
    deprecated,
    unused_qualifications,
    clippy::manual_async_fn
)]
const _: () = {
    pub enum __daemon_slot {
        look_up,
        evict,
        health,
    }
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[
            Self::look_up,
            Self::evict,
            Self::health,
        ];
    }
    fn __daemon_hear_look_up(
        __daemon_connector: &mut ::daemon_core::__private::Connector<'_>,
    ) {
        ::daemon_core::__private::every::<LookUp>(__daemon_connector)
    }
    fn __daemon_call_look_up<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow Cache,
        __daemon_event: ::std::sync::Arc<LookUp>,
    ) -> impl ::core::future::Future<
        Output = Result<()>,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
        for<'__daemon_any> Cache: ::daemon_core::__private::Shareable,
    {
        <Cache>::look_up(__daemon_this, __daemon_event)
    }
    fn __daemon_call_evict<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Cache,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
    {
        <Cache>::evict(__daemon_this)
    }
    fn __daemon_call_health<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow Cache,
    ) -> impl ::core::future::Future<
        Output = Health,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
        for<'__daemon_any> Cache: ::daemon_core::__private::Shareable,
    {
        <Cache>::health(__daemon_this)
    }
    fn __daemon_call_init<'__daemon_borrow>(
        __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
    ) -> impl ::core::future::Future<
        Output = Result<Cache>,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
    {
        <Cache>::init(__daemon_ctx)
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Daemon for Cache
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
    {
        type Handlers = __daemon_slot;
        type Handle = ::daemon_core::__private::NoMessages;
        const HANDLERS: &'static [::daemon_core::__private::Handler] = &[
            ::daemon_core::__private::Handler::subscribe(
                    "look_up",
                    7,
                    __daemon_hear_look_up,
                )
                .concurrent(4),
            ::daemon_core::__private::Handler::interval(
                "evict",
                10,
                ::daemon_core::__private::Interval::fixed(
                    "evict",
                    ::core::time::Duration::new(60, 0),
                ),
            ),
            ::daemon_core::__private::Handler::health(
                "health",
                13,
                ::daemon_core::__private::HealthTerms::DEFAULT
                    .every(::core::time::Duration::new(10, 0))
                    .timeout(::core::time::Duration::new(1, 0)),
            ),
        ];
        const HOOKS: ::daemon_core::__private::Hooks = {
            let __daemon_hooks = ::daemon_core::__private::Hooks::new();
            let __daemon_hooks = __daemon_hooks.init("init", 4);
            __daemon_hooks
        };
        fn init(
            __daemon_ctx: &::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<Self, ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send {
            async move {
                <Result<
                    Cache,
                > as ::daemon_core::__private::InitOutcome<
                    Self,
                >>::into_daemon(__daemon_call_init(__daemon_ctx).await)
            }
        }
        fn handle<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_letter: &'__daemon_borrow mut ::daemon_core::__private::Letter,
            __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            ::daemon_core::__private::shareable::<Self>();
            async move {
                match __daemon_slot::__DAEMON_ALL[__daemon_letter.slot()] {
                    __daemon_slot::look_up => {
                        ::daemon_core::__private::Shared::handle_shared(
                                self,
                                __daemon_letter,
                                __daemon_ctx,
                            )
                            .await
                    }
                    __daemon_slot::evict => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_evict(self).await,
                        )
                    }
                    __daemon_slot::health => {
                        ::daemon_core::__private::Shared::handle_shared(
                                self,
                                __daemon_letter,
                                __daemon_ctx,
                            )
                            .await
                    }
                }
            }
        }
        fn serve<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_duty: ::daemon_core::__private::Duty<'__daemon_borrow, Self>,
        ) -> impl ::core::future::Future<
            Output = ::daemon_core::__private::Ended,
        > + ::core::marker::Send + '__daemon_borrow {
            ::daemon_core::__private::shareable::<Self>();
            ::daemon_core::__private::serve_mixed::<
                Self,
                __daemon_slot,
            >(self, __daemon_duty)
        }
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Shared<__daemon_slot> for Cache
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
        for<'__daemon_any> Cache: ::daemon_core::__private::Shareable,
    {
        fn handle_shared<'__daemon_borrow>(
            &'__daemon_borrow self,
            __daemon_letter: &'__daemon_borrow mut ::daemon_core::__private::Letter,
            __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            ::daemon_core::__private::shareable::<Self>();
            async move {
                match __daemon_slot::__DAEMON_ALL[__daemon_letter.slot()] {
                    __daemon_slot::look_up => {
                        <Result<
                            (),
                        > as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_look_up(self, __daemon_letter.take_event())
                                .await,
                        )
                    }
                    __daemon_slot::evict => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::health => {
                        ::daemon_core::__private::check(
                                __daemon_ctx,
                                __daemon_letter.slot(),
                                async {
                                    <Health as ::daemon_core::__private::HealthOutcome>::into_health(
                                        __daemon_call_health(self).await,
                                    )
                                },
                            )
                            .await
                    }
                }
            }
        }
    }
};
