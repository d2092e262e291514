//! What a capability may be.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

/// The value of a capability.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Value {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(String),
    /// Several values in order.
    List(Vec<Value>),
    /// Values by name.
    Map(BTreeMap<String, Value>),
}

impl Value {
    /// Whether the value counts as there: not `false`, zero or empty.
    #[must_use]
    pub fn is_truthy(&self) -> bool {
        match self {
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Text(value) => !value.is_empty(),
            Self::List(values) => !values.is_empty(),
            Self::Map(values) => !values.is_empty(),
        }
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(values: [T; N]) -> Self {
        Self::List(values.into_iter().map(Into::into).collect())
    }
}

/// By hand, since every actor process reads some: one that is derived tries each variant and writes
/// an error for each that does not fit.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

/// Takes whatever comes.
struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of a capability: a bool, a number, a string, a list or a map")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        // What is too large for a whole number is one that is less exact.
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::Text(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        Ok(Value::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = values.next_element()? {
            list.push(value);
        }
        Ok(Value::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some((key, value)) = values.next_entry()? {
            map.insert(key, value);
        }
        Ok(Value::Map(map))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::codec;

    fn comes_back(value: &Value) {
        let mut bytes = Vec::new();
        codec::write("Value", value, &mut bytes).expect("it can be written");
        assert_eq!(&codec::read::<Value>("Value", &bytes).expect("it can be read"), value);
    }

    #[test]
    fn a_value_of_every_kind_is_read_as_it_was_written() {
        let list = Value::from([Value::from(true), Value::from(-1), Value::from("some")]);
        let map =
            BTreeMap::from([("list".to_owned(), list), ("none".to_owned(), Value::List(vec![]))]);
        comes_back(&Value::from(i64::MIN));
        comes_back(&Value::from(1.0));
        comes_back(&Value::from(""));
        comes_back(&Value::from(map));
    }

    #[test]
    fn a_number_that_is_too_large_is_less_exact() {
        let mut bytes = Vec::new();
        codec::write("u64", &u64::MAX, &mut bytes).expect("it can be written");
        let read = codec::read::<Value>("Value", &bytes).expect("it can be read");
        assert_eq!(read, Value::Float(u64::MAX as f64));
    }

    #[test]
    fn what_is_no_value_is_refused() {
        let mut bytes = Vec::new();
        codec::write("unit", &(), &mut bytes).expect("it can be written");
        let refused = codec::read::<Value>("Value", &bytes).expect_err("nothing is no value");
        assert!(refused.to_string().contains("a value of a capability"), "{refused}");
    }
}
