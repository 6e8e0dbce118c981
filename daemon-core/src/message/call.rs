//! One message: what is asked, and the place of its answer. Both ends share one allocation.

use std::any::{Any, type_name};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context as Task, Poll, Waker};
use std::{fmt, mem};

use futures_util::task::AtomicWaker;

#[cfg(feature = "remote")]
use super::remote::Course;
use crate::context::Context;

/// What is asked with `A` and answered with `R`.
pub(super) struct Call<A, R> {
    state: Mutex<State<A, R>>,
    /// Nobody waits any more, who did: what is under the lock, for a look without it.
    abandoned: AtomicBool,
    /// Whoever is to be told of that: the daemon, while its throttle holds this back.
    consumer: AtomicWaker,
    #[cfg(feature = "remote")]
    course: Option<Arc<Course>>,
}

enum State<A, R> {
    Queued(A, Asker),
    /// A handler has it.
    Begun(Asker),
    Answered(R),
    Lost(Lost),
    /// The answer was taken, or nobody waits for it any more.
    Over,
}

/// Who waits for the answer.
enum Asker {
    /// Nobody, and it is to be handled all the same.
    Told,
    Waits(Option<Waker>),
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The daemon failed: with it in hand, or for good.
    Died,
    /// The daemon was stopped before it came to it.
    Stopped,
}

/// The asked daemon's end, its type forgotten.
trait Question: Any + Send + Sync {
    fn is_abandoned(&self) -> bool;
    /// Whoever asked may give up after this: that wakes `consumer`.
    fn tell_of_end(&self, consumer: &Waker);
    fn lose(&self, why: Lost);
}

/// The asker's end, the arguments' type forgotten.
pub(super) trait Asked<R>: Send + Sync {
    fn poll_answer(&self, task: &Task<'_>) -> Poll<Result<R, Lost>>;
    /// Nobody will wait for the answer. Said before it is sent.
    fn tell(&mut self);
    /// Nobody waits any more, who did.
    fn abandon(&self);
    /// What goes into the mailbox.
    fn envelope(self: Arc<Self>) -> Envelope;
}

impl<A, R> Call<A, R> {
    pub(super) fn new(arguments: A) -> Self {
        Self {
            state: Mutex::new(State::Queued(arguments, Asker::Waits(None))),
            abandoned: AtomicBool::new(false),
            consumer: AtomicWaker::new(),
            #[cfg(feature = "remote")]
            course: None,
        }
    }

    /// The same, whose course is noted.
    #[cfg(feature = "remote")]
    pub(super) fn by_name(arguments: A, course: Arc<Course>) -> Self {
        Self { course: Some(course), ..Self::new(arguments) }
    }

    fn state(&self) -> MutexGuard<'_, State<A, R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts `next` in place of what is there, if `may` says so of that. Whichever goes is dropped when nothing is locked: it is
    /// the user's. Whoever waits is woken.
    fn settle(&self, next: State<A, R>, may: impl FnOnce(&State<A, R>) -> bool) {
        let mut state = self.state();
        if !may(&state) {
            drop(state);
            drop(next);
            return;
        }
        let before = mem::replace(&mut *state, next);
        drop(state);
        if let State::Queued(_, Asker::Waits(Some(waker))) | State::Begun(Asker::Waits(Some(waker))) = before {
            waker.wake();
        }
    }

    /// A handler takes it, and is told whether somebody waits; nothing if nobody does any more.
    fn begin(&self) -> Option<(A, bool)> {
        let mut state = self.state();
        match mem::replace(&mut *state, State::Over) {
            State::Queued(arguments, asker) => {
                let waits = matches!(asker, Asker::Waits(_));
                *state = State::Begun(asker);
                Some((arguments, waits))
            }
            other => {
                *state = other;
                None
            }
        }
    }
}

impl<A: Send + 'static, R: Send + 'static> Question for Call<A, R> {
    fn is_abandoned(&self) -> bool {
        self.abandoned.load(Ordering::Acquire)
    }

    fn tell_of_end(&self, consumer: &Waker) {
        self.consumer.register(consumer);
    }

    fn lose(&self, why: Lost) {
        self.settle(State::Lost(why), |state| matches!(state, State::Queued(..) | State::Begun(_)));
    }
}

impl<A: Send + 'static, R: Send + 'static> Asked<R> for Call<A, R> {
    fn poll_answer(&self, task: &Task<'_>) -> Poll<Result<R, Lost>> {
        let mut state = self.state();
        match &mut *state {
            State::Queued(_, asker) | State::Begun(asker) => {
                match asker {
                    Asker::Waits(Some(waker)) if waker.will_wake(task.waker()) => {}
                    asker => *asker = Asker::Waits(Some(task.waker().clone())),
                }
                Poll::Pending
            }
            settled => Poll::Ready(match mem::replace(settled, State::Over) {
                State::Answered(answer) => Ok(answer),
                State::Lost(why) => Err(why),
                State::Queued(..) | State::Begun(_) | State::Over => unreachable!("an answer is taken once"),
            }),
        }
    }

    fn tell(&mut self) {
        if let State::Queued(_, asker) = self.state.get_mut().unwrap_or_else(PoisonError::into_inner) {
            *asker = Asker::Told;
        }
    }

    fn abandon(&self) {
        self.settle(State::Over, |state| {
            let told = matches!(state, State::Queued(_, Asker::Told) | State::Begun(Asker::Told));
            self.abandoned.store(!told, Ordering::Release);
            !told
        });
        self.consumer.wake();
    }

    fn envelope(self: Arc<Self>) -> Envelope {
        Envelope(Some(self))
    }
}

/// A message in the mailbox. Whoever waits for its answer is told if it is dropped.
pub(crate) struct Envelope(Option<Arc<dyn Question>>);

impl Envelope {
    /// Whether nobody waits for the answer any more, who did.
    pub(crate) fn is_abandoned(&self) -> bool {
        self.0.as_ref().is_some_and(|question| question.is_abandoned())
    }

    /// The same; whoever gives up from now on wakes `consumer`.
    pub(crate) fn is_vain(&self, consumer: &Waker) -> bool {
        self.0.as_ref().is_some_and(|question| {
            question.tell_of_end(consumer);
            question.is_abandoned()
        })
    }

    /// It will not be handled.
    pub(crate) fn lose(mut self, why: Lost) {
        if let Some(question) = self.0.take() {
            question.lose(why);
        }
    }

    /// What is asked, of the types of its handler, and the way to answer.
    pub(crate) fn open<A: Send + 'static, R: Send + 'static>(mut self) -> Option<(A, Reply<A, R>)> {
        let question: Arc<dyn Any + Send + Sync> = self.0.take()?;
        let call = question.downcast::<Call<A, R>>();
        let call = call.unwrap_or_else(|_| unreachable!("a handle sends what the handler of its name takes"));
        let (arguments, waits) = call.begin()?;
        #[cfg(feature = "remote")]
        call.course.iter().for_each(|course| course.begun());
        Some((arguments, Reply(waits.then_some(call))))
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope")
    }
}

impl Drop for Envelope {
    fn drop(&mut self) {
        if let Some(question) = self.0.take() {
            question.lose(Lost::Died);
        }
    }
}

/// The way to answer, if somebody waits for that; who does is told if it is dropped.
pub struct Reply<A: Send + 'static, R: Send + 'static>(Option<Arc<Call<A, R>>>);

impl<A: Send + 'static, R: Send + 'static> Reply<A, R> {
    /// Answers, if somebody waits for that.
    pub fn send(mut self, answer: R) {
        if let Some(call) = self.0.take() {
            #[cfg(feature = "remote")]
            call.course.iter().for_each(|course| course.answered());
            call.settle(State::Answered(answer), |state| matches!(state, State::Begun(Asker::Waits(_))));
        }
    }
}

impl<A: Send + 'static, T: Send + 'static, E: Send + 'static> Reply<A, Result<T, E>> {
    /// Answers. An error that nobody hears, because the message was told, is at least logged.
    pub fn send_result(self, ctx: &Context, answer: Result<T, E>) {
        if self.0.is_none() && answer.is_err() {
            ctx.generation_ref().answered_nobody(type_name::<E>());
        }
        self.send(answer);
    }
}

impl<A: Send + 'static, R: Send + 'static> Drop for Reply<A, R> {
    fn drop(&mut self) {
        if let Some(call) = self.0.take() {
            call.lose(Lost::Died);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    type Sum = Call<(u32, u32), u32>;

    fn asked() -> (Arc<Sum>, Envelope) {
        let call = Arc::new(Sum::new((1, 2)));
        let envelope = Arc::clone(&call).envelope();
        (call, envelope)
    }

    fn poll(call: &Sum) -> Poll<Result<u32, Lost>> {
        call.poll_answer(&Task::from_waker(Waker::noop()))
    }

    #[test]
    fn an_answer_arrives_once() {
        let (call, envelope) = asked();
        assert_eq!(poll(&call), Poll::Pending);
        let ((one, other), reply) = envelope.open::<(u32, u32), u32>().unwrap();
        assert_eq!(poll(&call), Poll::Pending);
        reply.send(one + other);
        assert_eq!(poll(&call), Poll::Ready(Ok(3)));
        assert!(!call.is_abandoned());
    }

    #[test]
    fn what_is_dropped_or_lost_on_the_way_is_told() {
        let (call, envelope) = asked();
        drop(envelope);
        assert_eq!(poll(&call), Poll::Ready(Err(Lost::Died)));
        let (call, envelope) = asked();
        envelope.lose(Lost::Stopped);
        assert_eq!(poll(&call), Poll::Ready(Err(Lost::Stopped)));
        let (call, envelope) = asked();
        drop(envelope.open::<(u32, u32), u32>().map(|(_, reply)| reply));
        assert_eq!(poll(&call), Poll::Ready(Err(Lost::Died)));
    }

    #[test]
    fn what_nobody_waits_for_is_not_begun_unless_it_was_told() {
        let (call, envelope) = asked();
        call.abandon();
        assert!(envelope.is_abandoned());
        assert!(envelope.open::<(u32, u32), u32>().is_none());
        let mut call = Arc::new(Sum::new((1, 2)));
        Arc::get_mut(&mut call).unwrap().tell();
        let envelope = Arc::clone(&call).envelope();
        call.abandon();
        assert!(!envelope.is_abandoned());
        let ((one, other), reply) = envelope.open::<(u32, u32), u32>().unwrap();
        reply.send(one + other);
    }

    #[test]
    fn an_answer_that_nobody_waits_for_any_more_is_dropped() {
        let call = Arc::new(Call::<(), Arc<()>>::new(()));
        let ((), reply) = Arc::clone(&call).envelope().open::<(), Arc<()>>().unwrap();
        call.abandon();
        let answer = Arc::new(());
        reply.send(Arc::clone(&answer));
        assert_eq!(Arc::strong_count(&answer), 1);
    }
}
