//! The options of `#[daemon(…)]` that are about failing.

use daemon_grammar::exhaustion;
use syn::LitInt;

use super::value::{self, Reader};
use crate::diagnostics::{pairing, value as problem};
use crate::model::{
    Backoff, Number, OnDependencyFailure, OnError, OnExhausted, OnUnhealthy, Policy, Readiness, Restart, RestartPolicy,
    Word,
};
use crate::problems::Problems;
use crate::syntax::{Form, Named, Options, Vocabulary};

const RESTART: Vocabulary = Vocabulary {
    attribute: "daemon(restart)",
    known: &["policy", "max", "delay", "max_delay", "backoff", "jitter", "reset_after"],
};

const POLICIES: [(&str, RestartPolicy); 3] =
    [("on_failure", RestartPolicy::OnFailure), ("always", RestartPolicy::Always), ("never", RestartPolicy::Never)];

const BACKOFFS: [(&str, Backoff); 3] =
    [("exponential", Backoff::Exponential), ("linear", Backoff::Linear), ("fixed", Backoff::Fixed)];

const ON_DEPENDENCY_FAILURE: [(&str, OnDependencyFailure); 3] = [
    ("restart", OnDependencyFailure::Restart),
    ("keep", OnDependencyFailure::Keep),
    ("stop", OnDependencyFailure::Stop),
];

const READY: [(&str, Readiness); 3] =
    [("init", Readiness::Init), ("manual", Readiness::Manual), ("completed", Readiness::Completed)];

const ON_ERROR: [(&str, OnError); 2] = [("continue", OnError::Continue), ("fail", OnError::Fail)];

const ON_UNHEALTHY: [(&str, OnUnhealthy); 2] = [("report", OnUnhealthy::Report), ("restart", OnUnhealthy::Restart)];

pub(super) fn policy(options: &mut Options, problems: &mut Problems) -> Policy {
    let restart = restart(options, problems).unwrap_or_default();
    let mut reader = Reader { options, problems };
    Policy {
        ready: reader.choice("ready", &READY),
        critical: reader.flag("critical"),
        restart,
        on_exhausted: on_exhausted(&mut reader),
        on_dependency_failure: reader.choice("on_dependency_failure", &ON_DEPENDENCY_FAILURE).map(Word::meaning),
        on_error: reader.choice("on_error", &ON_ERROR).map(Word::meaning),
        on_unhealthy: reader.choice("on_unhealthy", &ON_UNHEALTHY).map(Word::meaning),
        watchdog: reader.span_of_time("watchdog", "write how long a handler may take, such as \"30s\""),
    }
}

/// `restart = "always"`, or `restart(policy = "always", max = 5)`.
fn restart(options: &mut Options, problems: &mut Problems) -> Option<Restart> {
    let Named { key, form } = options.take("restart", problems)?;
    match form {
        Form::List(inside) if inside.is_empty() => {
            problems.report(problem::empty_options(&key, "max = 5"));
            None
        }
        Form::List(inside) => Some(terms(inside, problems)),
        form => {
            let policy = value::choice(Named { key, form }, &POLICIES, problems);
            Some(Restart { policy, ..Restart::default() })
        }
    }
}

fn terms(mut inside: Options, problems: &mut Problems) -> Restart {
    let policy = policy_of(&mut inside, problems);
    if policy.as_ref().is_some_and(|policy| policy.meaning == RestartPolicy::Never) {
        let terms = inside.take_known(&RESTART);
        if let [first, ..] = &terms[..] {
            problems.report(pairing::terms_without_restarts(first, &terms));
        }
    }
    let max = max(&mut inside, problems);
    let mut reader = Reader { options: &mut inside, problems };
    let terms = Restart {
        policy,
        max,
        delay: reader.time("delay"),
        max_delay: reader.time("max_delay"),
        backoff: reader.choice("backoff", &BACKOFFS).map(Word::meaning),
        jitter: reader.share("jitter"),
        reset_after: reader.span_of_time(
            "reset_after",
            "write how long it is to run before its restarts are forgotten, such as \"1m\"",
        ),
    };
    inside.finish(&RESTART, problems);
    terms
}

/// `"always"` first, or `policy = "always"` anywhere.
fn policy_of(inside: &mut Options, problems: &mut Problems) -> Option<Word<RestartPolicy>> {
    let written = inside.take_bare();
    let Some(named) = inside.take("policy", problems) else {
        let literal = value::text("the policy", &written?, "\"on_failure\"", problems)?;
        return value::word("the policy", literal, &POLICIES, problems);
    };
    if written.is_some() {
        problems.report(pairing::policy_twice(&named.key));
        return None;
    }
    value::choice(named, &POLICIES, problems)
}

/// `max = 5`. None at all is a policy.
fn max(inside: &mut Options, problems: &mut Problems) -> Option<Number> {
    let named = inside.take("max", problems)?;
    if let Form::Value(written) = &named.form
        && written.read::<LitInt>().is_some_and(|literal| matches!(literal.base10_parse::<u32>(), Ok(0)))
    {
        problems.report(problem::zero_restarts(written));
        return None;
    }
    value::number(named, problems)
}

/// `on_exhausted = "retry_every(5m)"`.
fn on_exhausted(reader: &mut Reader<'_>) -> Option<OnExhausted> {
    let (key, literal) = reader.literal("on_exhausted", "\"retry_every(5m)\"")?;
    match exhaustion::parse(&literal.value()) {
        Ok(exhaustion) => Some(OnExhausted { exhaustion, literal }),
        Err(reason) => {
            reader.problems.report(problem::not_an_exhaustion(&key, &literal, &reason));
            None
        }
    }
}
