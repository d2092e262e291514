//! What a `#[message]` says, in the user's own tokens.

use proc_macro2::TokenTree;
use syn::{DeriveInput, Field, LitStr, Meta, Path};

use crate::paths::Crate;

/// The whole item.
pub(crate) struct Message {
    /// The struct or the enum as it goes back.
    pub(crate) item: DeriveInput,
    pub(crate) options: Options,
    /// What the user derives below.
    pub(crate) derived: Derived,
    pub(crate) wording: Wording,
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

    /// Whether a `#[serde(…)]` above the item has this key.
    pub(crate) fn says(&self, key: &str) -> bool {
        self.item.attrs.iter().any(|attribute| match &attribute.meta {
            Meta::List(list) if list.path.is_ident("serde") => list
                .tokens
                .clone()
                .into_iter()
                .any(|token| matches!(token, TokenTree::Ident(ident) if ident == key)),
            _ => false,
        })
    }
}

/// The brackets of `#[message]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) name: Option<LitStr>,
    pub(crate) reach: Reach,
    /// What it is a kind of, nearest first.
    pub(crate) kinds: Vec<Path>,
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

/// Who says how a message is written and read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wording {
    /// Nobody: field by field.
    Plain,
    /// The user, with attributes of serde, or fields that `cfg` leaves out.
    Serde,
    /// It is never written.
    None,
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
