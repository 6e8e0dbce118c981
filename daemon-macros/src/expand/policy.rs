//! What the declaration says about failing.

use daemon_grammar::exhaustion::Exhaustion;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::tokens::duration;
use crate::model::{Backoff, OnDependencyFailure, OnError, OnUnhealthy, Policy, Readiness, Restart, RestartPolicy};

/// `.critical(true).restart(…)` and so on, for what the attribute says.
pub(super) fn options(policy: &Policy, private: &TokenStream) -> TokenStream {
    let ready = policy.ready.as_ref().map(|ready| {
        let ready = match ready.meaning {
            Readiness::Init => quote!(Init),
            Readiness::Manual => quote!(Manual),
            Readiness::Completed => quote!(Completed),
        };
        quote!(.ready(#private::Readiness::#ready))
    });
    let critical = policy.critical.iter().map(|critical| quote!(.critical(#critical)));
    let restart = restart(&policy.restart, private);
    let on_exhausted = policy.on_exhausted.as_ref().map(|on_exhausted| {
        let then = match on_exhausted.exhaustion {
            Exhaustion::Fail => quote!(Fail),
            Exhaustion::RetryEvery(pause) => {
                let pause = duration(pause);
                quote!(RetryEvery(#pause))
            }
        };
        quote!(.on_exhausted(::core::option::Option::Some(#private::OnExhausted::#then)))
    });
    let on_dependency_failure = policy.on_dependency_failure.map(|then| {
        let then = match then {
            OnDependencyFailure::Restart => quote!(Restart),
            OnDependencyFailure::Keep => quote!(Keep),
            OnDependencyFailure::Stop => quote!(Stop),
        };
        quote!(.on_dependency_failure(#private::OnDependencyFailure::#then))
    });
    let on_error = policy.on_error.map(|then| {
        let then = match then {
            OnError::Continue => quote!(Continue),
            OnError::Fail => quote!(Fail),
        };
        quote!(.on_error(#private::OnError::#then))
    });
    let on_unhealthy = policy.on_unhealthy.map(|then| {
        let then = match then {
            OnUnhealthy::Report => quote!(Report),
            OnUnhealthy::Restart => quote!(Restart),
        };
        quote!(.on_unhealthy(#private::OnUnhealthy::#then))
    });
    let watchdog = policy.watchdog.as_ref().map(|most| {
        let most = duration(most.duration);
        quote!(.watchdog(::core::option::Option::Some(#most)))
    });
    quote!(#ready #(#critical)* #restart #on_exhausted #on_dependency_failure #on_error #on_unhealthy #watchdog)
}

/// `.restart(Restart::DEFAULT.max(5))`, unless it is the default.
fn restart(restart: &Restart, private: &TokenStream) -> Option<TokenStream> {
    let policy = restart.policy.as_ref().map(|policy| {
        let policy = match policy.meaning {
            RestartPolicy::OnFailure => quote!(OnFailure),
            RestartPolicy::Always => quote!(Always),
            RestartPolicy::Never => quote!(Never),
        };
        quote!(.policy(#private::RestartPolicy::#policy))
    });
    let max = restart.max.map(|max| {
        let max = Literal::u32_unsuffixed(max.value);
        quote!(.max(#max))
    });
    let backoff = restart.backoff.map(|backoff| {
        let backoff = match backoff {
            Backoff::Exponential => quote!(Exponential),
            Backoff::Linear => quote!(Linear),
            Backoff::Fixed => quote!(Fixed),
        };
        quote!(.backoff(#private::Backoff::#backoff))
    });
    let jitter = restart.jitter.map(|share| {
        let share = Literal::f64_unsuffixed(share);
        quote!(.jitter(#share))
    });
    // The longest delay after the first, which raises it.
    let times = [("delay", &restart.delay), ("max_delay", &restart.max_delay), ("reset_after", &restart.reset_after)];
    let times = times.iter().filter_map(|(key, time)| {
        let key = quote::format_ident!("{key}");
        let value = duration(time.as_ref()?.duration);
        Some(quote!(.#key(#value)))
    });
    let terms = quote!(#policy #max #(#times)* #backoff #jitter);
    (!terms.is_empty()).then(|| quote!(.restart(#private::Restart::DEFAULT #terms)))
}
