//! Values that no log may show.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that is never shown: not by `Debug`, so not in logs, and not in what a panic says.
///
/// It may be a field of a message: between processes it is written as it is.
///
/// ```
/// use actors::{log::Secret, prelude::*};
///
/// #[message]
/// struct Login {
///     user: String,
///     password: Secret<String>,
/// }
///
/// # fn main() {
/// let login = Login { user: "ann".into(), password: Secret::new("swordfish".into()) };
/// assert_eq!(format!("{login:?}"), r#"Login { user: "ann", password: Secret }"#);
/// assert_eq!(login.password.reveal(), "swordfish");
/// # }
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for its use.
    #[must_use]
    pub const fn reveal(&self) -> &T {
        &self.0
    }

    /// The value, for its use.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl<T: Serialize> Serialize for Secret<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Secret<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}
