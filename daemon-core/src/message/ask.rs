//! Asking, telling, and waiting for what becomes of it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use pin_project_lite::pin_project;
use tokio::time::Sleep;

use super::call::{Asked, Call, Lost};
#[cfg(feature = "remote")]
use super::remote::Course;
use super::{Address, AskError, Priority};
use crate::mailbox::{Edge, Letter, Mail, NotTaken, Offer, Wait, Waiting};

pin_project! {
    /// The answer of a daemon's `#[message]` handler, once it is awaited; made by the method of the same name on its handle.
    ///
    /// Nothing is sent before the first poll. Dropping the future gives up: what no handler has begun with then, none will.
    /// It ends with the answer, or with the reason why there is none: [`AskError`]. A panic of the handler is
    /// [`AskError::Died`].
    #[must_use = "nothing is sent until it is awaited; `.tell()` sends it without waiting for an answer"]
    pub struct Ask<R> {
        question: Question<R>,
        stage: Stage,
        // While this waits, as an exclusive handler of a daemon.
        edge: Option<Edge>,
        waiting: Option<Waiting>,
        #[pin]
        timer: Option<Sleep>,
    }
}

/// What is asked, of whom, and how.
struct Question<R> {
    address: Address,
    slot: usize,
    message: &'static str,
    priority: Priority,
    timeout: Option<Duration>,
    call: Asker<R>,
}

/// The asker's end. Gives up when dropped; whoever tells has none.
struct Asker<R>(Option<Arc<dyn Asked<R>>>);

impl<R> Asker<R> {
    fn asked(&self) -> &Arc<dyn Asked<R>> {
        self.0.as_ref().unwrap_or_else(|| panic!("an ask was polled after it was over"))
    }
}

impl<R> Drop for Asker<R> {
    fn drop(&mut self) {
        if let Some(asked) = &self.0 {
            asked.abandon();
        }
    }
}

enum Stage {
    New,
    ForRoom(Box<Wait>),
    ForAnswer,
}

impl<R: Send + 'static> Ask<R> {
    /// Of the handler `message`, which has this place in the daemon's table, and for which its attribute says this priority.
    pub fn new<A: Send + 'static>(
        address: &Address,
        slot: usize,
        message: &'static str,
        priority: Priority,
        arguments: A,
    ) -> Self {
        #[cfg(feature = "config")]
        let priority = address.priority(slot, priority);
        Self::of(address, slot, message, priority, Arc::new(Call::new(arguments)))
    }

    /// The same for whom the daemon's type is not known; its course is noted.
    #[cfg(feature = "remote")]
    pub(super) fn by_name<A: Send + 'static>(
        address: &Address,
        slot: usize,
        message: &'static str,
        priority: Priority,
        arguments: A,
        course: Arc<Course>,
    ) -> Self {
        Self::of(address, slot, message, priority, Arc::new(Call::by_name(arguments, course)))
    }

    fn of(address: &Address, slot: usize, message: &'static str, priority: Priority, call: Arc<dyn Asked<R>>) -> Self {
        let call = Asker(Some(call));
        let question = Question { address: address.clone(), slot, message, priority, timeout: None, call };
        Self { question, stage: Stage::New, edge: None, waiting: None, timer: None }
    }

    /// How long to wait for the answer, room in the mailbox included. Without this, as long as the daemon's `ask_timeout` says.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.question.timeout = Some(timeout);
        self
    }

    /// The priority, instead of that of the handler's attribute.
    pub fn priority(mut self, priority: Priority) -> Self {
        self.question.priority = priority;
        self
    }

    /// Sends without waiting for the answer, which is dropped.
    ///
    /// If there is room it is sent at once, whether what is returned is awaited or not. Without room, awaiting that waits for
    /// it, as a publish does, and dropping it sends nothing.
    pub fn tell(self) -> Tell {
        let mut question = self.question;
        let outcome = match question.call.0.take() {
            Some(mut asked) => {
                // Without a lock: nobody else has it before it is sent.
                if let Some(asked) = Arc::get_mut(&mut asked) {
                    asked.tell();
                }
                question.send(asked)
            }
            None => unreachable!("it is told once"),
        };
        let Question { address, message, .. } = question;
        Tell { to: To { address, message }, outcome: Some(outcome) }
    }
}

impl<R> Question<R> {
    /// Puts it into the mailbox. The future, if there is one, ends when there was room for it.
    fn send(&self, asked: Arc<dyn Asked<R>>) -> Result<Option<Box<Wait>>, AskError> {
        let mailbox = self.address.mailbox().map_err(|reason| AskError::Unknown { reason })?;
        let mail = || Mail::Written(Letter::call(self.slot, self.priority, self.address.from(), asked.envelope()));
        match mailbox.offer(mail, true) {
            Offer::Taken => Ok(None),
            Offer::Wait(room) => Ok(Some(room)),
            Offer::Circle(circle) => Err(AskError::circle(self.to().daemon(), self.message, &circle.0)),
            Offer::Refused(why) => Err(self.to().not_taken(*why)),
            Offer::Absent => Err(AskError::NotRunning { daemon: self.to().daemon(), message: self.message }),
            Offer::Full | Offer::Dropped => unreachable!("it waits for room"),
        }
    }

    fn to(&self) -> To {
        To { address: self.address.clone(), message: self.message }
    }

    /// An exclusive handler keeps its daemon from beginning anything else while it waits: the edge says so.
    fn edge(&self) -> Result<Option<Edge>, AskError> {
        let mailbox = self.address.mailbox().map_err(|reason| AskError::Unknown { reason })?;
        mailbox.wait_edge().map_err(|circle| AskError::circle(self.to().daemon(), self.message, &circle))
    }

    fn patience(&self) -> Duration {
        self.timeout.unwrap_or_else(|| self.address.ask_timeout())
    }

    fn timer(&self) -> Option<Sleep> {
        self.address.mailbox().ok().map(|mailbox| mailbox.sleep(self.patience()))
    }
}

/// Who is asked, and for what: what an error says.
struct To {
    address: Address,
    message: &'static str,
}

impl To {
    fn daemon(&self) -> String {
        self.address.mailbox().map_or_else(|reason| reason, |mailbox| mailbox.daemon().to_string())
    }

    fn not_taken(&self, why: NotTaken) -> AskError {
        let (daemon, message) = (self.daemon(), self.message);
        match why {
            NotTaken::Stopped => AskError::Stopped { daemon, message },
            NotTaken::Full | NotTaken::Idle(_) | NotTaken::Starting(_) | NotTaken::Circle => {
                AskError::Overloaded { daemon, message }
            }
        }
    }

    fn lost(&self, why: Lost) -> AskError {
        let (daemon, message) = (self.daemon(), self.message);
        match why {
            Lost::Died => AskError::Died { daemon, message },
            Lost::Stopped => AskError::Stopped { daemon, message },
        }
    }
}

impl<R: Send + 'static> Future for Ask<R> {
    type Output = Result<R, AskError>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let question = &*this.question;
        if matches!(this.stage, Stage::New) {
            *this.edge = question.edge()?;
            *this.waiting = Some(Waiting::begin());
            *this.stage = question.send(Arc::clone(question.call.asked()))?.map_or(Stage::ForAnswer, Stage::ForRoom);
        }
        let answered = Self::poll_stages(question, this.stage, task);
        if answered.is_pending() {
            if this.timer.is_none() {
                this.timer.set(question.timer());
            }
            if let Some(timer) = this.timer.as_mut().as_pin_mut() {
                ready!(timer.poll(task));
                // Whoever drops this gives up; before that, what is sent must not be begun any more.
                question.call.asked().abandon();
                *this.stage = Stage::ForAnswer;
                let (daemon, message) = (question.to().daemon(), question.message);
                *this.edge = None;
                *this.waiting = None;
                return Poll::Ready(Err(AskError::Timeout { daemon, message, after: question.patience() }));
            }
        }
        if answered.is_ready() {
            *this.edge = None;
            *this.waiting = None;
            // There is nothing left to give up.
            this.question.call.0 = None;
        }
        answered
    }
}

impl<R: Send + 'static> Ask<R> {
    fn poll_stages(question: &Question<R>, stage: &mut Stage, task: &mut Context<'_>) -> Poll<Result<R, AskError>> {
        if let Stage::ForRoom(room) = stage {
            ready!(room.as_mut().as_mut().poll(task)).map_err(|why| question.to().not_taken(why))?;
            *stage = Stage::ForAnswer;
        }
        question.call.asked().poll_answer(task).map_err(|why| question.to().lost(why))
    }
}

/// A message that was told: whether there was room for it. See [`Ask::tell`].
#[must_use = "without room it is sent only if this is awaited"]
pub struct Tell {
    to: To,
    outcome: Option<Result<Option<Box<Wait>>, AskError>>,
}

impl Future for Tell {
    type Output = Result<(), AskError>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut self.outcome {
            Some(Ok(Some(room))) => {
                let outcome = ready!(room.as_mut().as_mut().poll(task));
                self.outcome = None;
                Poll::Ready(outcome.map_err(|why| self.to.not_taken(why)))
            }
            outcome => Poll::Ready(outcome.take().unwrap_or(Ok(None)).map(drop)),
        }
    }
}

pin_project! {
    /// As [`Ask`], of a handler that returns a `Result<T, E>`: its error is [`AskError::Failed`].
    #[must_use = "nothing is sent until it is awaited; `.tell()` sends it without waiting for an answer"]
    pub struct TryAsk<T, E> {
        #[pin]
        ask: Ask<Result<T, E>>,
    }
}

impl<T: Send + 'static, E: Send + 'static> TryAsk<T, E> {
    /// See [`Ask::new`].
    pub fn new<A: Send + 'static>(
        address: &Address,
        slot: usize,
        message: &'static str,
        priority: Priority,
        arguments: A,
    ) -> Self {
        Self { ask: Ask::new(address, slot, message, priority, arguments) }
    }

    /// See [`Ask::timeout`].
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { ask: self.ask.timeout(timeout) }
    }

    /// See [`Ask::priority`].
    pub fn priority(self, priority: Priority) -> Self {
        Self { ask: self.ask.priority(priority) }
    }

    /// See [`Ask::tell`].
    pub fn tell(self) -> Tell {
        self.ask.tell()
    }
}

impl<T: Send + 'static, E: Send + 'static> Future for TryAsk<T, E> {
    type Output = Result<T, AskError<E>>;

    fn poll(self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let answer = ready!(self.project().ask.poll(task));
        Poll::Ready(match answer {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(AskError::Failed(error)),
            Err(error) => Err(error.of()),
        })
    }
}

/// A handler's return type that is a `Result`: what asking for it is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is called `Result` and is none",
    label = "not a `Result`",
    note = "a `#[message]` that returns what is called `Result` returns a `Result<T, E>`"
)]
pub trait Attempt {
    /// The future.
    type Asked;
}

impl<T, E> Attempt for Result<T, E> {
    type Asked = TryAsk<T, E>;
}
