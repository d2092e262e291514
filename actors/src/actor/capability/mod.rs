//! What a system has, and what an actor requires of it.

mod value;

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize, Serializer};

pub use value::Value;

use super::traits::Actor;

macro_rules! value_from {
    ($($from:ty => $variant:ident),+ $(,)?) => {$(
        impl CapabilityValue for $from {
            fn into_value(self) -> Option<Value> {
                Some(self.into())
            }
        }

        impl From<$from> for Value {
            fn from(value: $from) -> Self {
                Self::$variant(value.into())
            }
        }
    )+};
}

value_from! {
    bool => Bool,
    i64 => Int,
    i32 => Int,
    u32 => Int,
    u16 => Int,
    u8 => Int,
    f64 => Float,
    &str => Text,
    String => Text,
    Vec<Value> => List,
    BTreeMap<String, Value> => Map,
}

impl CapabilityValue for Value {
    fn into_value(self) -> Option<Value> {
        Some(self)
    }
}

impl<T: Into<Value>, const N: usize> CapabilityValue for [T; N] {
    fn into_value(self) -> Option<Value> {
        Some(self.into())
    }
}

/// What a system has: values by name. A clone costs nothing: every actor that is made looks at one.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(from = "BTreeMap<String, Value>")]
pub struct Capabilities(Arc<BTreeMap<String, Value>>);

impl From<BTreeMap<String, Value>> for Capabilities {
    fn from(values: BTreeMap<String, Value>) -> Self {
        Self(Arc::new(values))
    }
}

impl From<Capabilities> for BTreeMap<String, Value> {
    fn from(capabilities: Capabilities) -> Self {
        Arc::unwrap_or_clone(capabilities.0)
    }
}

impl Serialize for Capabilities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Capabilities {
    /// Sets `key`.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Value>) {
        Arc::make_mut(&mut self.0).insert(key.into(), value.into());
    }

    /// Sets `key`, or takes it away. Whether that is a change.
    pub(crate) fn change(&mut self, key: String, value: Option<Value>) -> bool {
        if self.0.get(&key) == value.as_ref() {
            return false;
        }
        match value {
            Some(value) => Arc::make_mut(&mut self.0).insert(key, value),
            None => Arc::make_mut(&mut self.0).remove(&key),
        };
        true
    }

    /// Whether nothing is said.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }

    /// Whether `key` is there and counts.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some_and(Value::is_truthy)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// The first of `requirements` that is not met.
    pub(crate) fn missing(&self, requirements: &[Requirement]) -> Option<String> {
        requirements.iter().find(|requirement| !requirement.is_met_by(self)).map(|requirement| {
            match requirement.value {
                None => format!("the capability `{}`", requirement.key),
                Some(value) => format!("the capability `{}` = {value}", requirement.key),
            }
        })
    }
}

/// What keeps an `A` with these requirements off a system with these capabilities.
pub(crate) fn missing<A: Actor>(
    capabilities: &Capabilities,
    requirements: &Requirements,
) -> Option<String> {
    capabilities.missing(A::OPTIONS.requires).or_else(|| {
        let fits = A::capability_check(capabilities, requirements);
        (!fits).then(|| "what its `#[capability_check]` asks for".to_owned())
    })
}

/// What a capability may be set to: a value, or `None` to take it away.
pub trait CapabilityValue {
    /// The value.
    fn into_value(self) -> Option<Value>;
}

impl CapabilityValue for Option<Value> {
    fn into_value(self) -> Option<Value> {
        self
    }
}

/// What the creator of an actor wants of the place where it runs: values by name.
pub type Requirements = Capabilities;

/// `#[require_capability("key")]` or `#[require_capability("key", value)]`.
#[derive(Debug, Clone, Copy)]
pub struct Requirement {
    /// The name of the capability.
    pub key: &'static str,
    /// The value that it must have; without one it must be truthy.
    pub value: Option<RequiredValue>,
}

/// The value in a `#[require_capability("key", value)]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum RequiredValue {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Any other number.
    Float(f64),
    /// A string.
    Text(&'static str),
}

impl std::fmt::Display for RequiredValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Bool(value) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => write!(f, "{value:?}"),
        }
    }
}

impl Requirement {
    fn is_met_by(&self, capabilities: &Capabilities) -> bool {
        let found = capabilities.get(self.key);
        match (self.value, found) {
            (None, found) => found.is_some_and(Value::is_truthy),
            (Some(RequiredValue::Bool(wanted)), Some(Value::Bool(found))) => wanted == *found,
            (Some(RequiredValue::Int(wanted)), Some(Value::Int(found))) => wanted == *found,
            #[expect(clippy::float_cmp, reason = "a capability is equal or it is not")]
            (Some(RequiredValue::Float(wanted)), Some(Value::Float(found))) => wanted == *found,
            (Some(RequiredValue::Text(wanted)), Some(Value::Text(found))) => wanted == found,
            _ => false,
        }
    }
}
