//! Two event types of one topic.

use std::fmt;

/// Two event types of one topic, which would be one thing to an operator, and to who subscribes by pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TopicClash {
    pub(crate) topic: &'static str,
    /// The types with their paths.
    pub(crate) types: [&'static str; 2],
}

impl fmt::Display for TopicClash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { topic, types: [first, second] } = self;
        write!(f, "two event types have the topic `{topic}`: `{first}` and `{second}`; ")?;
        let generic = |name: &'static str| name.split_once('<').map(|(name, _)| name);
        if generic(first).is_some_and(|name| generic(second) == Some(name)) {
            return write!(f, "a generic event has one topic for all of them: write an event of its own for each");
        }
        write!(f, "give one another: `#[event(topic = \"…\")]`")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_depends_on_whether_both_are_one_generic_type() {
        let said = |types| TopicClash { topic: "a.b", types }.to_string();
        assert!(
            said(["app::A", "app::B"]).ends_with("`app::A` and `app::B`; give one another: `#[event(topic = \"…\")]`")
        );
        assert!(said(["app::A<u8>", "app::B<u8>"]).ends_with("`#[event(topic = \"…\")]`"));
        assert!(said(["app::A<u8>", "app::A<b::C<u8>>"]).ends_with("write an event of its own for each"));
    }
}
