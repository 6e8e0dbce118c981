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
    private_interfaces,
    unreachable_pub,
    non_camel_case_types,
    deprecated,
    unused_qualifications,
    clippy::manual_async_fn
)]
const _: () = {
    pub enum __daemon_mail<T, const N: usize>
    where
        T: Clone + Send + Sync + 'static,
    {
        item(::std::sync::Arc<Item<T>>),
        __daemon_never(
            ::core::convert::Infallible,
            ::core::marker::PhantomData<fn() -> (T,)>,
        ),
    }
    enum __daemon_slot {
        item,
    }
    #[automatically_derived]
    impl<T, const N: usize> ::daemon_core::__private::Letter for __daemon_mail<T, N>
    where
        T: Clone + Send + Sync + 'static,
        Batch<T, N>: ::core::marker::Send + 'static,
    {
        fn slot(&self) -> usize {
            match *self {
                __daemon_mail::item { .. } => __daemon_slot::item as usize,
                __daemon_mail::__daemon_never(never, _) => match never {}
            }
        }
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
        type Mail = __daemon_mail<T, N>;
        const HANDLERS: &'static [::daemon_core::__private::Handler<
            __daemon_mail<T, N>,
        >] = &[
            ::daemon_core::__private::Handler::subscribe(
                "item",
                15,
                |__daemon_connector| __daemon_connector.to(__daemon_mail::item),
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
            __daemon_letter: __daemon_mail<T, N>,
            __daemon_ctx: &'__daemon_borrow ::daemon_core::__private::Context,
        ) -> impl ::core::future::Future<
            Output = ::core::result::Result<(), ::daemon_core::__private::BoxError>,
        > + ::core::marker::Send + '__daemon_borrow {
            async move {
                match __daemon_letter {
                    __daemon_mail::item(__daemon_event) => {
                        <() as ::daemon_core::__private::Outcome>::into_result(
                            __daemon_call_item(self, &__daemon_event).await,
                        )
                    }
                    __daemon_mail::__daemon_never(never, _) => match never {}
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
