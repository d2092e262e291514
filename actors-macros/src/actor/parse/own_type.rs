//! `Self` in a signature: outside of the block the type's name says the same.

use proc_macro2::{Ident, Span};
use syn::{
    Receiver, Signature, Type,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

/// Writes `own` for every `Self` in the types of `signature`.
pub(super) fn replace(signature: &mut Signature, own: &Type) {
    Own(own).visit_signature_mut(signature);
}

struct Own<'a>(&'a Type);

impl VisitMut for Own<'_> {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        match ty {
            Type::Path(path) if path.qself.is_none() && path.path.is_ident("Self") => {
                // It is spoken of where `Self` stands.
                let place = path.span();
                *ty = self.0.clone();
                Moved(place).visit_type_mut(ty);
            }
            _ => visit_mut::visit_type_mut(self, ty),
        }
    }

    // The receiver is `Self` by itself.
    fn visit_receiver_mut(&mut self, _: &mut Receiver) {}
}

/// Moves the names in a type to another place.
struct Moved(Span);

impl VisitMut for Moved {
    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        ident.set_span(self.0);
    }
}
