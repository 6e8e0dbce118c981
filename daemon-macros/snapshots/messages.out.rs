impl Till {
    /// Puts money in, and says how much there is.
    #[allow(clippy::unused_self)]
    #[allow(clippy::needless_pass_by_value)]
    pub async fn pay(&mut self, cents: u64) -> u64 {}
    #[allow(clippy::unused_self)]
    #[allow(clippy::needless_pass_by_value)]
    fn take(
        &mut self,
        cents: u64,
        why: Option<String>,
        ctx: &Context,
    ) -> Result<u64, Empty> {}
    #[allow(clippy::unused_self)]
    #[allow(clippy::needless_pass_by_value)]
    async fn sum(&self) -> u64 {}
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
        pay,
        take,
        sum,
    }
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[Self::pay, Self::take, Self::sum];
    }
    ///What messages to the daemon are sent with: a method for each of its `#[message]` handlers.
    pub struct TillHandle(::daemon_core::__private::Address);
    #[automatically_derived]
    impl ::core::clone::Clone for TillHandle {
        fn clone(&self) -> Self {
            Self(::core::clone::Clone::clone(&self.0))
        }
    }
    #[automatically_derived]
    impl ::core::fmt::Debug for TillHandle {
        fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            ::core::fmt::Debug::fmt(&self.0, f)
        }
    }
    #[automatically_derived]
    impl ::core::convert::From<::daemon_core::__private::Address> for TillHandle {
        fn from(address: ::daemon_core::__private::Address) -> Self {
            Self(address)
        }
    }
    #[allow(dead_code)]
    impl TillHandle {
        /// Puts money in, and says how much there is.
        pub fn pay(&self, cents: u64) -> ::daemon_core::__private::Ask<u64>
        where
            for<'__daemon_any> (u64,): ::core::marker::Send,
            for<'__daemon_any> u64: ::core::marker::Send,
        {
            ::daemon_core::__private::Ask::new(
                &self.0,
                __daemon_slot::pay as usize,
                "pay",
                ::daemon_core::__private::Priority::Normal,
                (cents,),
            )
        }
        ///Asks the daemon for `take`.
        fn take(
            &self,
            cents: u64,
            why: Option<String>,
        ) -> <Result<u64, Empty> as ::daemon_core::__private::Attempt>::Asked
        where
            for<'__daemon_any> (u64, Option<String>): ::core::marker::Send,
            for<'__daemon_any> Result<u64, Empty>: ::core::marker::Send,
        {
            ::daemon_core::__private::TryAsk::new(
                &self.0,
                __daemon_slot::take as usize,
                "take",
                ::daemon_core::__private::Priority::High,
                (cents, why),
            )
        }
        ///Asks the daemon for `sum`.
        fn sum(&self) -> ::daemon_core::__private::Ask<u64>
        where
            for<'__daemon_any> (): ::core::marker::Send,
            for<'__daemon_any> u64: ::core::marker::Send,
        {
            ::daemon_core::__private::Ask::new(
                &self.0,
                __daemon_slot::sum as usize,
                "sum",
                ::daemon_core::__private::Priority::Normal,
                (),
            )
        }
    }
    fn __daemon_call_pay<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Till,
        __daemon_argument_0: u64,
    ) -> impl ::core::future::Future<
        Output = u64,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Till: ::core::marker::Send,
    {
        <Till>::pay(__daemon_this, __daemon_argument_0)
    }
    fn __daemon_call_take<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow mut Till,
        __daemon_argument_0: u64,
        __daemon_argument_1: Option<String>,
        __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
    ) -> Result<u64, Empty>
    where
        for<'__daemon_any> Till: ::core::marker::Send,
    {
        <Till>::take(
            __daemon_this,
            __daemon_argument_0,
            __daemon_argument_1,
            __daemon_ctx,
        )
    }
    fn __daemon_call_sum<'__daemon_borrow>(
        __daemon_this: &'__daemon_borrow Till,
    ) -> impl ::core::future::Future<
        Output = u64,
    > + ::core::marker::Send + '__daemon_borrow
    where
        for<'__daemon_any> Till: ::core::marker::Send,
        for<'__daemon_any> Till: ::daemon_core::__private::Shareable,
    {
        <Till>::sum(__daemon_this)
    }
    #[automatically_derived]
    impl ::daemon_core::__private::Daemon for Till
    where
        for<'__daemon_any> Till: ::core::marker::Send,
        for<'__daemon_any> Till: ::daemon_core::__private::Declared,
    {
        type Handlers = __daemon_slot;
        type Handle = TillHandle;
        const HANDLERS: &'static [::daemon_core::__private::Handler] = &[
            ::daemon_core::__private::Handler::message("pay", 5),
            ::daemon_core::__private::Handler::message("take", 8)
                .priority(::daemon_core::__private::Priority::High)
                .remote(
                    ::daemon_core::__private::Remote::new(
                        &["cents", "why"],
                        |__daemon_request| {
                            __daemon_request
                                .try_ask::<
                                    _,
                                    Result<u64, Empty>,
                                >(|__daemon_arguments| ::core::result::Result::Ok((
                                    __daemon_arguments.read::<u64>()?,
                                    __daemon_arguments.read::<Option<String>>()?,
                                )))
                        },
                    ),
                ),
            ::daemon_core::__private::Handler::message("sum", 11)
                .remote(
                    ::daemon_core::__private::Remote::new(
                        &[],
                        |__daemon_request| {
                            __daemon_request
                                .ask::<
                                    _,
                                    u64,
                                >(|__daemon_arguments| ::core::result::Result::Ok(()))
                        },
                    ),
                )
                .concurrent(4),
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
                    __daemon_slot::pay => {
                        let ::core::option::Option::Some(
                            ((__daemon_argument_0,), __daemon_reply),
                        ) = __daemon_letter.take_call() else {
                            return ::core::result::Result::Ok(());
                        };
                        __daemon_reply
                            .send(__daemon_call_pay(self, __daemon_argument_0).await);
                        ::core::result::Result::Ok(())
                    }
                    __daemon_slot::take => {
                        let ::core::option::Option::Some(
                            ((__daemon_argument_0, __daemon_argument_1), __daemon_reply),
                        ) = __daemon_letter.take_call() else {
                            return ::core::result::Result::Ok(());
                        };
                        __daemon_reply
                            .send_result(
                                __daemon_ctx,
                                __daemon_call_take(
                                    self,
                                    __daemon_argument_0,
                                    __daemon_argument_1,
                                    __daemon_ctx,
                                ),
                            );
                        ::core::result::Result::Ok(())
                    }
                    __daemon_slot::sum => {
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
    impl ::daemon_core::__private::Shared<__daemon_slot> for Till
    where
        for<'__daemon_any> Till: ::core::marker::Send,
        for<'__daemon_any> Till: ::daemon_core::__private::Declared,
        for<'__daemon_any> Till: ::daemon_core::__private::Shareable,
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
                    __daemon_slot::pay => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::take => {
                        ::daemon_core::__private::not_shared(__daemon_letter.slot())
                            .await
                    }
                    __daemon_slot::sum => {
                        let ::core::option::Option::Some(((), __daemon_reply)) = __daemon_letter
                            .take_call() else {
                            return ::core::result::Result::Ok(());
                        };
                        __daemon_reply.send(__daemon_call_sum(self).await);
                        ::core::result::Result::Ok(())
                    }
                }
            }
        }
    }
};
