pub struct UserDaemon {
    settings: UserSettings,
    #[cfg(feature = "trace")]
    trace: Trace,
}
#[automatically_derived]
impl ::daemon_core::__private::Declared for UserDaemon {
    const NAME: &'static str = "user";
    const START_DEPTH: u32 = ::daemon_core::__private::start_depth([]);
    const DECLARATION: ::daemon_core::__private::Declaration = ::daemon_core::__private::Declaration::new(
            "user",
            "UserDaemon",
            ::daemon_core::__private::Source::new(::core::file!(), 2),
        )
        .version(::core::env!("CARGO_PKG_VERSION"))
        .configs(
            &[
                ::daemon_core::__private::ConfigNeed::of_field(
                    "settings",
                    |daemon: &Self| &daemon.settings,
                    || {
                        #[allow(unused_imports)]
                        use ::daemon_core::__private::WithoutDefault as _;
                        ::daemon_core::__private::Absent::of(|daemon: &Self| {
                                &daemon.settings
                            })
                            .has_default()
                    },
                ),
                #[cfg(feature = "trace")]
                ::daemon_core::__private::ConfigNeed::of_field(
                    "trace",
                    |daemon: &Self| &daemon.trace,
                    || {
                        #[allow(unused_imports)]
                        use ::daemon_core::__private::WithoutDefault as _;
                        ::daemon_core::__private::Absent::of(|daemon: &Self| {
                                &daemon.trace
                            })
                            .has_default()
                    },
                ),
            ],
        );
}
#[automatically_derived]
impl ::daemon_core::__private::FromFields for UserDaemon {
    fn from_fields(
        __daemon_ctx: &::daemon_core::__private::Context,
    ) -> ::core::result::Result<Self, ::daemon_core::__private::BoxError> {
        ::core::result::Result::Ok(Self {
            settings: ::daemon_core::__private::config_field(
                __daemon_ctx,
                <Self as ::daemon_core::__private::Declared>::DECLARATION.configs,
                "settings",
                || {
                    #[allow(unused_imports)]
                    use ::daemon_core::__private::WithoutDefault as _;
                    ::daemon_core::__private::Absent::of(|daemon: &Self| {
                            &daemon.settings
                        })
                        .value()
                },
            )?,
            #[cfg(feature = "trace")]
            trace: ::daemon_core::__private::config_field(
                __daemon_ctx,
                <Self as ::daemon_core::__private::Declared>::DECLARATION.configs,
                "trace",
                || {
                    #[allow(unused_imports)]
                    use ::daemon_core::__private::WithoutDefault as _;
                    ::daemon_core::__private::Absent::of(|daemon: &Self| &daemon.trace)
                        .value()
                },
            )?,
        })
    }
}
::daemon_core::__private::inventory::submit! {
    ::daemon_core::__private::Registration::of:: < UserDaemon > ()
}
