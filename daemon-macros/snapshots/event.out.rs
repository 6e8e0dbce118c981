#[automatically_derived]
impl ::daemon_core::__private::Event for UserCreated {
    const TOPIC: &'static str = "chat.user.created";
}
#[automatically_derived]
impl ::daemon_core::__private::Event for UserRemoved {
    const TOPIC: &'static str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "user-removed"
    );
}
#[automatically_derived]
impl<T> ::daemon_core::__private::Event for Updated<T>
where
    Updated<T>: ::core::marker::Send + ::core::marker::Sync + 'static,
{
    const TOPIC: &'static str = ::core::concat!(
        ::core::env!("CARGO_PKG_NAME"), ".", "updated"
    );
}
