//! Items as they are written. Attributes and signatures are parsed; bodies stay tokens, so that a mistake in a body is
//! rustc's to report, once.

mod block;
mod item;
mod marks;
mod member;
mod options;

pub(crate) use block::Block;
pub(crate) use item::Item;
pub(crate) use marks::{FIELD_ATTRIBUTES, METHOD_ATTRIBUTES, take_marks};
pub(crate) use member::{Member, Method};
pub(crate) use options::{Entry, Form, Named, Options, Value, Vocabulary};
