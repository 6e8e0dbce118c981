impl UserDaemon {
    /// Documented.
    #[allow(clippy::unused_self)]
    pub async fn user_created(
        &mut self,
        event: &UserCreated,
        ctx: &Context,
    ) -> Result<()> {
        self.create(event).await
    }
    #[allow(clippy::unused_self)]
    fn user_removed(&mut self, event: UserRemoved) {}
    #[allow(clippy::unused_self)]
    async fn user_monitoring(&mut self) {}
    #[cfg(feature = "slow")]
    #[allow(clippy::unused_self)]
    fn r#loop(&mut self) {}
    #[allow(clippy::unused_self)]
    async fn nightly_backup(&mut self, ctx: &Context) -> Result<()> {
        self.back_up(ctx).await
    }
    #[allow(clippy::unused_self)]
    fn count(&mut self) {}
    #[allow(clippy::unused_self)]
    async fn catch_up(&mut self) {}
    #[allow(clippy::unused_self)]
    async fn ensure_persona_clients(&mut self) {}
    #[allow(clippy::unused_self)]
    async fn disconnect(&mut self) {}
    fn create(&self) -> usize {
        1
    }
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
        user_created,
        user_removed,
        user_monitoring,
        #[cfg(feature = "slow")]
        r#loop,
        nightly_backup,
        count,
        catch_up,
        ensure_persona_clients,
    }
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[
            Self::user_created,
            Self::user_removed,
            Self::user_monitoring,
            #[cfg(feature = "slow")]
            Self::r#loop,
            Self::nightly_backup,
            Self::count,
            Self::catch_up,
            Self::ensure_persona_clients,
        ];
    }
    fn __daemon_hear_user_created(
        __daemon_connector: &mut ::daemon_core::__private::Connector<'_>,
    ) {
        ::daemon_core::__private::every::<UserCreated>(__daemon_connector)
    }
    fn __daemon_call_user_created<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
        __daemon_event: &'__daemon_borrow UserCreated,
        __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
    ) -> impl ::core::future::Future<
        Output = Result<()>,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::user_created(__daemon_this, __daemon_event, __daemon_ctx)
    }
    fn __daemon_hear_user_removed(
        __daemon_connector: &mut ::daemon_core::__private::Connector<'_>,
    ) {
        ::daemon_core::__private::every::<UserRemoved>(__daemon_connector)
    }
    fn __daemon_call_user_removed<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
        __daemon_event: ::std::sync::Arc<UserRemoved>,
    )
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::user_removed(
            __daemon_this,
            ::daemon_core::__private::by_value(__daemon_event),
        )
    }
    fn __daemon_call_user_monitoring<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::user_monitoring(__daemon_this)
    }
    #[cfg(feature = "slow")]
    fn __daemon_call_loop<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
    )
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::r#loop(__daemon_this)
    }
    fn __daemon_call_nightly_backup<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
        __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
    ) -> impl ::core::future::Future<
        Output = Result<()>,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::nightly_backup(__daemon_this, __daemon_ctx)
    }
    fn __daemon_call_count<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
    )
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::count(__daemon_this)
    }
    fn __daemon_call_catch_up<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::catch_up(__daemon_this)
    }
    fn __daemon_call_ensure_persona_clients<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::ensure_persona_clients(__daemon_this)
    }
    fn __daemon_call_disconnect<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut UserDaemon,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
    {
        <UserDaemon>::disconnect(__daemon_this)
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Daemon for UserDaemon
    where
        for<'__daemon_any> UserDaemon: ::core::marker::Send,
        for<'__daemon_any> UserDaemon: ::daemon_core::__private::Declared,
    {
        type Handlers = __daemon_slot;
        type Handle = ::daemon_core::__private::NoMessages;
        const HANDLERS: &'static [::daemon_core::__private::Handler] = &[
            ::daemon_core::__private::Handler::subscribe(
                "user_created",
                5,
                __daemon_hear_user_created,
            ),
            ::daemon_core::__private::Handler::subscribe(
                "user_removed",
                10,
                __daemon_hear_user_removed,
            ),
            ::daemon_core::__private::Handler::interval(
                "user_monitoring",
                13,
                ::daemon_core::__private::Interval::fixed(
                        "user-monitoring",
                        ::core::time::Duration::new(5, 0),
                    )
                    .missed(::daemon_core::__private::Missed::Delay)
                    .jitter(::core::time::Duration::new(0, 500000000))
                    .immediate()
                    .after_error(::core::time::Duration::new(30, 0)),
            ),
            #[cfg(feature = "slow")]
            ::daemon_core::__private::Handler::interval(
                "loop",
                17,
                ::daemon_core::__private::Interval::computed("slow", || Self::PERIOD),
            ),
            ::daemon_core::__private::Handler::schedule(
                "nightly_backup",
                20,
                ::daemon_core::__private::Timetable::new(
                        "nightly-backup",
                        "30 2 * * *",
                        "Europe/Berlin",
                    )
                    .missed(::daemon_core::__private::MissedTime::Skip),
            ),
            ::daemon_core::__private::Handler::schedule(
                "count",
                25,
                ::daemon_core::__private::Timetable::new("hourly", "@hourly", "UTC"),
            ),
            ::daemon_core::__private::Handler::defer(
                "catch_up",
                28,
                ::core::time::Duration::new(2, 0),
            ),
            ::daemon_core::__private::Handler::on_ready(
                "ensure_persona_clients",
                31,
                ::daemon_core::__private::Dependency::typed(
                        <DataDaemon as ::daemon_core::__private::Declared>::NAME,
                        <DataDaemon as ::daemon_core::__private::Declared>::type_name,
                    )
                    .at(30),
            ),
        ];
        const HOOKS: ::daemon_core::__private::Hooks = {
            let __daemon_hooks = ::daemon_core::__private::Hooks::new();
            let __daemon_hooks = __daemon_hooks.cleanup("disconnect", 34);
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
            async move {
                match __daemon_slot::__DAEMON_ALL[__daemon_letter.slot()] {
                    __daemon_slot::user_created => {
                        <Result<
                            (),
                        > as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_user_created(
                                    self,
                                    &*__daemon_letter.take_event(),
                                    __daemon_ctx,
                                )
                                .await,
                        )
                    }
                    __daemon_slot::user_removed => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_user_removed(
                                self,
                                __daemon_letter.take_event(),
                            ),
                        )
                    }
                    __daemon_slot::user_monitoring => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_user_monitoring(self).await,
                        )
                    }
                    #[cfg(feature = "slow")]
                    __daemon_slot::r#loop => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_loop(self),
                        )
                    }
                    __daemon_slot::nightly_backup => {
                        <Result<
                            (),
                        > as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_nightly_backup(self, __daemon_ctx).await,
                        )
                    }
                    __daemon_slot::count => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_count(self),
                        )
                    }
                    __daemon_slot::catch_up => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_catch_up(self).await,
                        )
                    }
                    __daemon_slot::ensure_persona_clients => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_ensure_persona_clients(self).await,
                        )
                    }
                }
            }
        }
        fn cleanup<'__daemon_borrow>(
            &'__daemon_borrow mut self,
            __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            async move {
                <() as ::daemon_core::__private::Outcome>::into_result(
                    __daemon_call_disconnect(self).await,
                )
            }
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
