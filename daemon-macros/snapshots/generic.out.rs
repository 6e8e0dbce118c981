pub struct Batch<T, const N: usize>
where
    T: Clone,
{
    items: Vec<T>,
}
#[automatically_derived]
impl<T, const N: usize> ::daemon_core::__private::Declared for Batch<T, N>
where
    T: Clone,
{
    const NAME: &'static str = "batch";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "batch",
            "Batch",
            ::daemon_core::__private::Source::new(::core::file!(), 2),
        )
        .version(::core::env!("CARGO_PKG_VERSION"));
}
#[automatically_derived]
impl<T, const N: usize> ::daemon_core::__private::FromFields for Batch<T, N>
where
    T: Clone,
    for<'__daemon_any> Vec<T>: ::daemon_core::__private::PlainField,
{
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {
            items: ::core::default::Default::default(),
        })
    }
}
impl<T, const N: usize> Batch<T, N>
where
    T: Clone + Send + Sync + 'static,
{
    #[allow(clippy::unused_self)]
    async fn item(&mut self, event: &Item<T>) {}
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
        item,
    }
    #[automatically_derived]
    impl __daemon_slot {
        const __DAEMON_ALL: &'static [Self] = &[Self::item];
    }
    fn __daemon_hear_item<T, const N: usize>(
        __daemon_connector: &mut ::daemon_core::__private::Connector<'_>,
    )
    where
        T: Clone + Send + Sync + 'static,
    {
        ::daemon_core::__private::every::<Item<T>>(__daemon_connector)
    }
    fn __daemon_call_item<'__daemon_borrow, T, const N: usize>(
        __daemon_this: &'__daemon_borrow mut Batch<T, N>,
        __daemon_event: &'__daemon_borrow Item<T>,
    ) -> impl ::core::future::Future<
        Output = (),
    > + ::core::marker::Send + '__daemon_borrow
    where
        T: Clone + Send + Sync + 'static,
        Batch<T, N>: ::core::marker::Send + 'static,
    {
        <Batch<T, N>>::item(__daemon_this, __daemon_event)
    }
    #[automatically_derived]
    impl<T, const N: usize> ::daemon_core::__private::Daemon for Batch<T, N>
    where
        T: Clone + Send + Sync + 'static,
        Batch<T, N>: ::core::marker::Send + 'static,
        for<'__daemon_any> Batch<T, N>: ::daemon_core::__private::Declared,
    {
        type Handlers = __daemon_slot;
        type Handle = ::daemon_core::__private::NoMessages;
        const HANDLERS: &'static [::daemon_core::__private::Handler] = &[
            ::daemon_core::__private::Handler::subscribe(
                "item",
                15,
                __daemon_hear_item::<T, N>,
            ),
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
            async move {
                match __daemon_slot::__DAEMON_ALL[__daemon_letter.slot()] {
                    __daemon_slot::item => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_item(self, &*__daemon_letter.take_event())
                                .await,
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
            ::daemon_core::__private::serve_exclusive(self, __daemon_duty)
        }
    }
};
