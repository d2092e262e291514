//! What a message can't have.

use syn::{GenericParam, Type};

use super::model::{Message, Reach};
use crate::{attrs, errors::Mistakes, words};

/// Whether a message borrows what it has.
pub(super) enum Borrows {
    Nothing,
    Something,
}

/// Checks the whole message.
pub(super) fn message(message: &Message, mistakes: &mut Mistakes) -> Borrows {
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
