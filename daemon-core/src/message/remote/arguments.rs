//! From JSON to the arguments of a handler.

use daemon_grammar::nearest;
use serde_core::de::value::UnitDeserializer;
use serde_core::de::{Deserialize, Deserializer, Error as _, Visitor};
use serde_core::forward_to_deserialize_any;
use serde_json::{Error, Map, Value};

/// The arguments of a message that is sent by name: a JSON [`Value`], or a text that is JSON.
///
/// An object has them by name, `{"id": 7, "name": "Ada"}`; a list in their order, `[7, "Ada"]`. A message with one argument
/// takes a number, a text or a truth value as it is. For one that takes none there is `null`, or the empty text. An
/// `Option` that is left out is `None`.
pub trait IntoArguments {
    /// As JSON.
    fn into_json(self) -> Result<Value, Error>;
}

impl IntoArguments for Value {
    fn into_json(self) -> Result<Value, Error> {
        Ok(self)
    }
}

impl IntoArguments for &str {
    fn into_json(self) -> Result<Value, Error> {
        if self.trim().is_empty() { Ok(Value::Null) } else { serde_json::from_str(self) }
    }
}

impl IntoArguments for String {
    fn into_json(self) -> Result<Value, Error> {
        self.as_str().into_json()
    }
}

impl IntoArguments for &String {
    fn into_json(self) -> Result<Value, Error> {
        self.as_str().into_json()
    }
}

/// The arguments of a message, to be read in their order.
pub struct Arguments {
    /// Each with its name; none where nothing was given.
    given: std::vec::IntoIter<(&'static str, Option<Value>)>,
}

impl Arguments {
    /// Those of these names, of `given`; or what is wrong with it.
    pub(super) fn new(names: &'static [&'static str], given: Value) -> Result<Self, String> {
        let values = in_order(names, given)?;
        let given: Vec<_> = names.iter().copied().zip(values).collect();
        Ok(Self { given: given.into_iter() })
    }

    /// The next; or what is wrong with it.
    pub fn read<T: for<'de> Deserialize<'de>>(&mut self) -> Result<T, String> {
        match self.given.next() {
            Some((name, Some(value))) => T::deserialize(value).map_err(|error| format!("`{name}`: {error}")),
            Some((name, None)) => T::deserialize(Missing(name)).map_err(|error| error.to_string()),
            None => unreachable!("as many are read as there are names"),
        }
    }
}

/// One for each name; none where nothing is given.
fn in_order(names: &'static [&'static str], given: Value) -> Result<Vec<Option<Value>>, String> {
    match given {
        Value::Null => Ok(names.iter().map(|_| None).collect()),
        Value::Object(given) => by_name(names, given),
        Value::Array(given) if given.len() == names.len() => Ok(given.into_iter().map(Some).collect()),
        Value::Array(given) => Err(format!("the list has {} arguments, and there are {}", given.len(), names.len())),
        given if names.len() == 1 => Ok(vec![Some(given)]),
        given => Err(format!("`{given}` is neither an object nor a list")),
    }
}

fn by_name(names: &'static [&'static str], mut given: Map<String, Value>) -> Result<Vec<Option<Value>>, String> {
    let values = names.iter().map(|name| given.remove(*name)).collect();
    let Some(stray) = given.keys().next() else { return Ok(values) };
    Err(match nearest(stray, names.iter().copied()) {
        Some(near) => format!("there is no argument `{stray}`; did you mean `{near}`?"),
        None => format!("there is no argument `{stray}`"),
    })
}

/// An argument that is not given: none, if it may be.
struct Missing(&'static str);

impl<'de> Deserializer<'de> for Missing {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom(format_args!("`{}` is missing", self.0)))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        UnitDeserializer::new().deserialize_unit(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    type Pair = (u32, Option<String>);

    const NAMES: &[&str] = &["id", "name"];

    fn pair(given: Value) -> Result<Pair, String> {
        let mut arguments = Arguments::new(NAMES, given)?;
        Ok((arguments.read()?, arguments.read()?))
    }

    fn one<T: for<'de> Deserialize<'de>>(name: &'static [&'static str], given: Value) -> Result<T, String> {
        Arguments::new(name, given)?.read()
    }

    fn none(given: Value) -> Result<(), String> {
        Arguments::new(&[], given).map(drop)
    }

    #[test]
    fn by_name_and_in_order() {
        let ada = (7, Some("Ada".to_owned()));
        assert_eq!(pair(json!({"name": "Ada", "id": 7})), Ok(ada.clone()));
        assert_eq!(pair(json!([7, "Ada"])), Ok(ada));
        assert_eq!(pair(json!({"id": 7})), Ok((7, None)));
        assert_eq!(one(&["id"], json!(7)), Ok(7_u32));
        assert_eq!(one(&["id"], json!({"id": 7})), Ok(7_u32));
        assert_eq!(one(&["all"], json!([[1, 2]])), Ok(vec![1, 2]));
        assert_eq!(one(&["maybe"], Value::Null), Ok(None::<u32>));
        for nothing in [json!(null), json!({}), json!([])] {
            assert_eq!(none(nothing), Ok(()));
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |given| pair(given).unwrap_err();
        assert_eq!(wrong(json!({"name": "Ada"})), "`id` is missing");
        assert_eq!(wrong(json!({"id": "7"})), "`id`: invalid type: string \"7\", expected u32");
        assert_eq!(wrong(json!({"id": 7, "nam": "Ada"})), "there is no argument `nam`; did you mean `name`?");
        assert_eq!(wrong(json!([7])), "the list has 1 arguments, and there are 2");
        assert_eq!(wrong(json!(7)), "`7` is neither an object nor a list");
        assert_eq!(none(json!({"x": 1})), Err("there is no argument `x`".to_owned()));
        assert_eq!(none(json!("x")), Err("`\"x\"` is neither an object nor a list".to_owned()));
    }
}
