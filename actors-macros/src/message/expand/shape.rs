//! The shape of a struct or an enum: its fields taken apart and put together again.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, Fields, Ident, Member};

use crate::message::model::Message;

/// One struct, or one variant of an enum, with a name for each of its fields.
pub(super) struct Arm<'a> {
    /// The variant.
    pub(super) variant: Option<&'a Ident>,
    pub(super) fields: &'a Fields,
    /// What the fields are called in a pattern: counted through the whole item.
    pub(super) names: Vec<Ident>,
}

impl Arm<'_> {
    /// `Self::Line { points: f1 }`: a pattern, or the value of one.
    pub(super) fn of(&self, ty: &TokenStream) -> TokenStream {
        let variant = self.variant.map(|variant| quote!(::#variant));
        let members = self.members();
        let names = &self.names;
        quote!(#ty #variant { #(#members: #names),* })
    }

    /// The fields' own names, or their numbers.
    pub(super) fn members(&self) -> Vec<Member> {
        self.fields.members().collect()
    }
}

/// Every struct or variant.
pub(super) fn all(message: &Message) -> Vec<Arm<'_>> {
    let shapes: Vec<(Option<&Ident>, &Fields)> = match &message.item.data {
        Data::Struct(data) => vec![(None, &data.fields)],
        Data::Enum(data) => {
            data.variants.iter().map(|variant| (Some(&variant.ident), &variant.fields)).collect()
        }
        Data::Union(_) => Vec::new(),
    };
    let mut names = (0..).map(|at: usize| format_ident!("__f{at}"));
    let mut arms = Vec::new();
    for (variant, fields) in shapes {
        arms.push(Arm { variant, fields, names: names.by_ref().take(fields.len()).collect() });
    }
    arms
}

/// The arms of a match that takes a `from` apart and puts a `to` together.
pub(super) fn arms(message: &Message, from: &TokenStream, to: &TokenStream) -> Vec<TokenStream> {
    all(message)
        .iter()
        .map(|arm| {
            let (pattern, value) = (arm.of(from), arm.of(to));
            quote!(#pattern => #value,)
        })
        .collect()
}
