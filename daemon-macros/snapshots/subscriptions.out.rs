impl Sampler {
    #[allow(clippy::unused_self)]
    fn all(&mut self, event: &Sample) {}
    #[allow(clippy::unused_self)]
    fn oldest(&mut self, event: Arc<Sample>) {}
    #[allow(clippy::unused_self)]
    fn newest(&mut self, event: Sample) {}
    #[allow(clippy::unused_self)]
    async fn latest(&self, event: &Sample) {}
    #[allow(clippy::unused_self)]
    fn chat(&mut self, event: &AnyEvent) {}
    #[allow(clippy::unused_self)]
    fn last_of_chat(&mut self, event: &daemon_core::AnyEvent, ctx: &Context) {}
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
        all,
        oldest,
        newest,
        latest,
        chat,
        last_of_chat,
    }
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[
            Self::all,
            Self::oldest,
            Self::newest,
            Self::latest,
            Self::chat,
            Self::last_of_chat,
        ];
    }
    fn __daemon_call_all<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Sampler,
        __daemon_event: &'__daemon_borrow Sample,
    )
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
    {
        <Sampler>::all(__daemon_this, __daemon_event)
    }
    fn __daemon_hear_oldest(
        __daemon_connector: &mut ::daemon_core::__private::Connector<'_>,
    ) {
        ::daemon_core::__private::every::<Sample>(__daemon_connector)
    }
    fn __daemon_call_oldest<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Sampler,
        __daemon_event: ::std::sync::Arc<Sample>,
    )
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
    {
        <Sampler>::oldest(__daemon_this, __daemon_event)
    }
    fn __daemon_hear_newest(
        __daemon_connector: &mut ::daemon_core::__private::Connector<'_>,
    ) {
        ::daemon_core::__private::every::<Sample>(__daemon_connector)
    }
    fn __daemon_call_newest<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Sampler,
        __daemon_event: ::std::sync::Arc<Sample>,
    )
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
    {
        <Sampler>::newest(
            __daemon_this,
            ::daemon_core::__private::by_value(__daemon_event),
        )
    }
    fn __daemon_call_latest<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow Sampler,
        __daemon_event: &'__daemon_borrow Sample,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
        for<'__daemon_any> Sampler: ::daemon_core::__private::Shareable,
    {
        <Sampler>::latest(__daemon_this, __daemon_event)
    }
    fn __daemon_call_chat<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Sampler,
        __daemon_event: &'__daemon_borrow ::daemon_core::__private::AnyEvent,
    )
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
    {
        <Sampler>::chat(__daemon_this, __daemon_event)
    }
    fn __daemon_call_last_of_chat<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Sampler,
        __daemon_event: &'__daemon_borrow ::daemon_core::__private::AnyEvent,
        __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
    )
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
    {
        <Sampler>::last_of_chat(__daemon_this, __daemon_event, __daemon_ctx)
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Daemon for Sampler
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
        for<'__daemon_any> Sampler: ::daemon_core::__private::Declared,
    {
        type Handlers = __daemon_slot;
        type Handle = ::daemon_core::__private::NoMessages;
        const HANDLERS: &'static [::daemon_core::__private::Handler] = &[
            ::daemon_core::__private::Handler::subscribe(
                    "all",
                    4,
                    |__daemon_connector| {
                        let __daemon_filter: fn(&Sample) -> bool = Self::is_large;
                        __daemon_connector.filtered::<Sample>(__daemon_filter)
                    },
                )
                .from(
                    ::daemon_core::__private::Dependency::typed(
                            <Self as ::daemon_core::__private::Declared>::NAME,
                            <Self as ::daemon_core::__private::Declared>::type_name,
                        )
                        .at(3),
                ),
            ::daemon_core::__private::Handler::subscribe(
                    "oldest",
                    7,
                    __daemon_hear_oldest,
                )
                .overflow(::daemon_core::__private::Overflow::DropOldest(64))
                .from(
                    ::daemon_core::__private::Dependency::typed(
                            <Feed as ::daemon_core::__private::Declared>::NAME,
                            <Feed as ::daemon_core::__private::Declared>::type_name,
                        )
                        .at(6),
                ),
            ::daemon_core::__private::Handler::subscribe(
                    "newest",
                    10,
                    __daemon_hear_newest,
                )
                .overflow(::daemon_core::__private::Overflow::DropNewest(16))
                .from(::daemon_core::__private::Dependency::named("feed").at(9)),
            ::daemon_core::__private::Handler::subscribe(
                    "latest",
                    13,
                    |__daemon_connector| {
                        let __daemon_filter: fn(&Sample) -> bool = filters::large;
                        __daemon_connector.filtered::<Sample>(__daemon_filter)
                    },
                )
                .overflow(::daemon_core::__private::Overflow::Latest)
                .concurrent(2),
            ::daemon_core::__private::Handler::subscribe(
                "chat",
                16,
                |__daemon_connector| __daemon_connector.matching("chat.*"),
            ),
            ::daemon_core::__private::Handler::subscribe(
                    "last_of_chat",
                    19,
                    |__daemon_connector| {
                        let __daemon_filter: fn(&daemon_core::AnyEvent) -> bool = filters::chat;
                        __daemon_connector.matching_filtered("chat.**", __daemon_filter)
                    },
                )
                .overflow(::daemon_core::__private::Overflow::Latest),
        ];
        const HOOKS: ::daemon_core::__private::Hooks = {
            let __daemon_hooks = ::daemon_core::__private::Hooks::new();
            __daemon_hooks
        };
        fn init(
            __daemon_ctx: &::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<Self, ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send {
            async move {
                ::daemon_core::__private::FromFields::from_fields(__daemon_ctx)
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
                    __daemon_slot::all => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_all(self, &*__daemon_letter.take_event()),
                        )
                    }
                    __daemon_slot::oldest => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_oldest(self, __daemon_letter.take_event()),
                        )
                    }
                    __daemon_slot::newest => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_newest(self, __daemon_letter.take_event()),
                        )
                    }
                    __daemon_slot::latest => {
                        ::daemon_core::__private::Shared::handle_shared(
                                self,
                                __daemon_letter,
                                __daemon_ctx,
                            )
                            .await
                    }
                    __daemon_slot::chat => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_chat(self, &__daemon_letter.take_any_event()),
                        )
                    }
                    __daemon_slot::last_of_chat => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_last_of_chat(
                                self,
                                &__daemon_letter.take_any_event(),
                                __daemon_ctx,
                            ),
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
                __daemon_slot,
            >(self, __daemon_duty)
        }
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Shared<__daemon_slot> for Sampler
    where
        for<'__daemon_any> Sampler: ::core::marker::Send,
        for<'__daemon_any> Sampler: ::daemon_core::__private::Declared,
        for<'__daemon_any> Sampler: ::daemon_core::__private::Shareable,
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
                    __daemon_slot::all => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::oldest => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::newest => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::latest => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_latest(self, &*__daemon_letter.take_event())
                                .await,
                        )
                    }
                    __daemon_slot::chat => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::last_of_chat => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                }
            }
        }
    }
};
