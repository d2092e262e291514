//! What a `#[message]` says, in the user's own tokens.

use syn::{DeriveInput, Field, LitStr, Path};

use crate::paths::Crate;

/// The whole item.
pub(crate) struct Message {
    /// The struct or the enum as it goes back.
    pub(crate) item: DeriveInput,
    pub(crate) options: Options,
    /// What the user derives below.
    pub(crate) derived: Derived,
}

impl Message {
    /// Every field, of every variant.
    pub(crate) fn fields(&self) -> Vec<&Field> {
        match &self.item.data {
            syn::Data::Struct(data) => data.fields.iter().collect(),
            syn::Data::Enum(data) => {
                data.variants.iter().flat_map(|variant| &variant.fields).collect()
            }
            syn::Data::Union(_) => Vec::new(),
        }
    }
}

/// The brackets of `#[message]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<LitStr>,
    pub(crate) reach: Reach,
    pub(crate) krate: Option<Path>,
}

impl Options {
    pub(crate) fn krate(&self) -> Crate {
        Crate::new(self.krate.clone())
    }
}

/// How far a message may go.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Wherever there is an actor.
    #[default]
    Everywhere,
    /// It stays in its process.
    Local,
}

/// The traits that the user derives below the attribute.
#[derive(Default)]
pub(crate) struct Derived(pub(crate) Vec<String>);

impl Derived {
    /// Whether the trait is among them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|derived| derived == name)
    }
}
