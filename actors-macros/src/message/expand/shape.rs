//! The shape of a struct or an enum: its fields taken apart and put together again.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Data, Fields, GenericArgument, Ident, Lit, Member, PathArguments, Type};

use crate::{attrs, message::model::Message};

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

    /// The same of the double.
    fn of_double(&self) -> TokenStream {
        let variant = self.variant.map(|variant| quote!(::#variant));
        let members = self.members();
        let fields = self.fields.iter().zip(&self.names).map(|(field, name)| {
            if is_bytes(&field.ty) { quote!(__p::Bytes(#name)) } else { quote!(#name) }
        });
        quote!(__Double #variant { #(#members: #fields),* })
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

/// The arms of a match that takes the item apart and puts its double together.
pub(super) fn to_double(message: &Message) -> Vec<TokenStream> {
    let arms = all(message);
    arms.iter().map(|arm| [arm.of(&quote!(Self)), arm.of_double()]).map(arm).collect()
}

/// The arms of a match that takes a double apart and puts the item together.
pub(super) fn from_double(message: &Message) -> Vec<TokenStream> {
    let arms = all(message);
    arms.iter().map(|arm| [arm.of_double(), arm.of(&quote!(Self))]).map(arm).collect()
}

fn arm([pattern, value]: [TokenStream; 2]) -> TokenStream {
    quote!(#pattern => #value,)
}

/// Whether a field is a row of bytes, which is written and read in one piece.
pub(super) fn is_bytes(ty: &Type) -> bool {
    match ty {
        Type::Array(array) => is_byte(&array.elem),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return false };
            match &last.arguments {
                PathArguments::AngleBracketed(arguments) if last.ident == "Vec" => {
                    let mut arguments = arguments.args.iter();
                    let first = arguments.next();
                    let is_byte = matches!(first, Some(GenericArgument::Type(ty)) if is_byte(ty));
                    is_byte && arguments.next().is_none()
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// Serde reads arrays of so many at most.
const LONGEST: usize = 32;

/// Whether a field is an array that can't be read.
pub(in crate::message) fn is_too_long(ty: &Type) -> bool {
    let Type::Array(array) = attrs::peel_type(ty) else { return false };
    match attrs::literal(&array.len) {
        Some(Lit::Int(length)) if !is_bytes(ty) => {
            length.base10_parse().is_ok_and(|length: usize| length > LONGEST)
        }
        _ => false,
    }
}

fn is_byte(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("u8"))
}
