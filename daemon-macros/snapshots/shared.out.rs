impl Cache {
    async fn init(ctx: &Context) -> Result<Self> {}
    #[allow(clippy::unused_self)]
    async fn look_up(&self, event: Arc<LookUp>) -> Result<()> {}
    #[allow(clippy::unused_self)]
    async fn evict(&mut self) {}
}
#[allow(
    private_interfaces,
    unreachable_pub,
    non_camel_case_types,
    deprecated,
    unused_qualifications,
    clippy::manual_async_fn
)]
const _: () = {
    pub enum __daemon_mail {
        look_up(::std::sync::Arc<LookUp>),
        evict,
    }
    enum __daemon_slot {
        look_up,
        evict,
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Letter for __daemon_mail {
        fn slot(&self) -> usize {
            match *self {
                __daemon_mail::look_up { .. } => __daemon_slot::look_up as usize,
                __daemon_mail::evict { .. } => __daemon_slot::evict as usize,
            }
        }
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
        type Mail = __daemon_mail;
        const HANDLERS: &'static [::daemon_core::__private::Handler<__daemon_mail>] = &[
            ::daemon_core::__private::Handler::subscribe(
                    "look_up",
                    7,
                    |__daemon_connector| __daemon_connector.to(__daemon_mail::look_up),
                )
                .concurrent(4),
            ::daemon_core::__private::Handler::interval(
                "evict",
                10,
                ::daemon_core::__private::Interval::fixed(
                    "evict",
                    ::core::time::Duration::new(60, 0),
                ),
                || __daemon_mail::evict,
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
            __daemon_letter: __daemon_mail,
            __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            ::daemon_core::__private::shareable::<Self>();
            async move {
                match __daemon_letter {
                    __daemon_letter @ __daemon_mail::look_up { .. } => {
                        ::daemon_core::__private::Shared::handle_shared(
                                self,
                                __daemon_letter,
                                __daemon_ctx,
                            )
                            .await
                    }
                    __daemon_mail::evict => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_evict(self).await,
                        )
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
                __daemon_mail,
            >(self, __daemon_duty)
        }
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Shared<__daemon_mail> for Cache
    where
        for<'__daemon_any> Cache: ::core::marker::Send,
        for<'__daemon_any> Cache: ::daemon_core::__private::Shareable,
    {
        fn handle_shared<'__daemon_borrow>(
            &'__daemon_borrow self,
            __daemon_letter: __daemon_mail,
            __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            ::daemon_core::__private::shareable::<Self>();
            async move {
                match __daemon_letter {
                    __daemon_mail::look_up(__daemon_event) => {
                        <Result<
                            (),
                        > as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_look_up(self, __daemon_event).await,
                        )
                    }
                    __daemon_mail::evict { .. } => {
                        ::daemon_core::__private::not_shared(
                                __daemon_slot::evict as usize,
                            )
                            .await
                    }
                }
            }
        }
    }
};
