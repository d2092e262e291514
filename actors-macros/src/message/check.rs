//! What a message can't have.

use quote::ToTokens;
use syn::{GenericParam, Type};

use super::{
    expand::is_too_long,
    model::{Message, Reach, Wording},
};
use crate::{attrs, errors::Mistakes, words};

/// Whether a message borrows what it has.
pub(super) enum Borrows {
    Nothing,
    Something,
}

/// Checks the whole message.
pub(super) fn message(message: &mut Message, mistakes: &mut Mistakes) -> Borrows {
    kinds(message, mistakes);
    if let (Reach::Local, Some(name)) = (message.options.reach, &message.options.name) {
        mistakes.at(name, words::LOCAL_MESSAGE_NAME);
    }
    let mut borrows = Borrows::Nothing;
    for param in &message.item.generics.params {
        if let GenericParam::Lifetime(lifetime) = param {
            mistakes.at(lifetime, words::MESSAGE_LIFETIME);
            return Borrows::Something;
        }
    }
    if message.options.reach == Reach::Everywhere {
        arrays(message, mistakes);
        for field in message.fields() {
            let is_plain = !field.attrs.iter().any(|attribute| attrs::is(attribute, "serde"));
            if let (Type::Reference(ty), true) = (attrs::peel_type(&field.ty), is_plain) {
                mistakes.at(ty, words::BORROWED_FIELD);
                borrows = Borrows::Something;
            }
        }
    }
    borrows
}

/// Arrays that are too long to be read.
fn arrays(message: &Message, mistakes: &mut Mistakes) {
    if message.wording != Wording::Plain {
        return;
    }
    for field in message.fields() {
        if let (Type::Array(array), true) = (attrs::peel_type(&field.ty), is_too_long(&field.ty)) {
            mistakes.at(array, words::long_array(attrs::spelled(&array.elem)));
        }
    }
}

/// What the message says it is a kind of.
fn kinds(message: &mut Message, mistakes: &mut Mistakes) {
    let Some(first) = message.options.kinds.first() else { return };
    let is_cloned = message.derived.has("Clone");
    let sentence = match message.options.reach {
        _ if message.item.generics.type_params().next().is_some() => words::KIND_GENERIC,
        _ if message.item.generics.const_params().next().is_some() => words::KIND_GENERIC,
        Reach::Local if !is_cloned => words::KIND_CLONE,
        _ => {
            let (own, mut seen) = (&message.item.ident, Vec::new());
            message.options.kinds.retain(|kind| {
                let name = kind.to_token_stream().to_string().replace(' ', "");
                let sentence = if kind.is_ident(own) {
                    words::kind_of_itself(own)
                } else if seen.contains(&name) {
                    words::same_kind(&name)
                } else {
                    seen.push(name);
                    return true;
                };
                mistakes.at(kind, sentence);
                false
            });
            return;
        }
    };
    mistakes.at(first, sentence);
    message.options.kinds.clear();
}
