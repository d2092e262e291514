//! What a type borrows: messages and answers leave the place where they were made.

use proc_macro2::Span;
use syn::{
    FnArg, Lifetime, ParenthesizedGenericArguments, Receiver, ReceiverKind, Type, TypeFnPtr,
    TypeReference,
    spanned::Spanned,
    visit_mut::{self, VisitMut},
};

/// Where `ty` borrows something, if it does.
pub(super) fn place(ty: &Type) -> Option<Span> {
    let mut place = Place(None);
    place.visit_type_mut(&mut ty.clone());
    place.0
}

/// The place that was found first.
struct Place(Option<Span>);

impl VisitMut for Place {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        if reference.lifetime.is_none() {
            self.0.get_or_insert(reference.span());
        }
        visit_mut::visit_type_reference_mut(self, reference);
    }

    fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
        if lifetime.ident != "static" {
            self.0.get_or_insert(lifetime.span());
        }
    }

    // What a function is given it has while it runs.
    fn visit_type_fn_ptr_mut(&mut self, _: &mut TypeFnPtr) {}
    fn visit_parenthesized_generic_arguments_mut(&mut self, _: &mut ParenthesizedGenericArguments) {
    }
}

/// Whether a function borrows its actor: `&mut self`, `&self`, or `self: &mut Self`; and the
/// lifetime that it names.
pub(super) fn receiver(first: Option<&FnArg>) -> Option<Option<&Lifetime>> {
    let Some(FnArg::Receiver(Receiver { kind, .. })) = first else { return None };
    match kind {
        ReceiverKind::Reference(_, lifetime, _) => Some(lifetime.as_ref()),
        ReceiverKind::Typed(_, ty) => match &**ty {
            Type::Reference(TypeReference { lifetime, elem, .. }) if is_self(elem) => {
                Some(lifetime.as_ref())
            }
            _ => None,
        },
        _ => None,
    }
}

fn is_self(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.is_ident("Self"))
}
