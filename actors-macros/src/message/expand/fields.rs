//! What the fields must be, demanded under their types.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Generics, Type, WherePredicate, parse_quote, spanned::Spanned};

use super::{
    bounded,
    shape::{is_bytes, is_too_long},
};
use crate::{
    attrs,
    message::model::{Message, Wording},
    paths::brackets,
};

/// A function that is never called: it compiles if the fields are what they must be.
pub(super) fn demands(message: &Message) -> Option<TokenStream> {
    let travel = message.fields().into_iter().filter_map(|field| {
        let ty = &field.ty;
        // Bytes are written in one piece, however many there are, and of what is too long its user
        // knows already.
        let is_plain = message.wording == Wording::Plain;
        let is_told = is_plain && !is_bytes(ty) && !is_too_long(ty);
        let kind = match (is_doubtful(ty), has_keys(ty)) {
            (true, _) => quote!(SentField),
            (false, true) => quote!(KeyedField),
            (false, false) => quote!(Field),
        };
        is_told.then(|| quote_spanned!(ty.span()=> <#ty as __p::#kind>::travels();))
    });
    let send = message.fields().into_iter().filter_map(|field| {
        let ty = &field.ty;
        let is_told = message.wording != Wording::Plain && is_doubtful(ty);
        is_told.then(|| quote_spanned!(ty.span()=> a_message_is_sent::<#ty>();))
    });
    let demands: Vec<_> = travel.chain(send).collect();
    if demands.is_empty() {
        return None;
    }
    let generics = bounded(message);
    let (_, _, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    Some(quote_spanned! {message.item.ident.span()=>
        fn fields #impl_generics () #clause {
            fn a_message_is_sent<F: ::core::marker::Send>() {}
            #(#demands)*
        }
    })
}

/// Makes a message with a field that perhaps can't be sent one only if it can: where it can't, the
/// field is told, and not each of the message's traits.
pub(super) fn sendable(message: &Message, mut generics: Generics) -> Generics {
    // Whether the actor of an address is one is told under its type, and not for each trait.
    if message.fields().iter().any(|field| mentions(&field.ty, "Address")) {
        let (ident, (_, parameters, _)) =
            (&message.item.ident, message.item.generics.split_for_impl());
        let bound: WherePredicate =
            parse_quote!(for<'any> #ident #parameters: ::core::marker::Send);
        generics.make_where_clause().predicates.push(bound);
    }
    for field in message.fields() {
        let ty = &field.ty;
        if is_doubtful(ty) {
            // With a lifetime of its own the bound is looked at where the message is used.
            let bound: WherePredicate = parse_quote!(for<'any> #ty: ::core::marker::Send);
            generics.make_where_clause().predicates.push(bound);
        }
    }
    generics
}

/// Whether a type is a map or a set.
fn has_keys(ty: &Type) -> bool {
    ["HashMap", "HashSet", "BTreeMap", "BTreeSet"].iter().any(|name| attrs::is_named(ty, name))
}

/// Whether the name is somewhere in a type.
fn mentions(ty: &Type, name: &str) -> bool {
    fn any(tokens: TokenStream, name: &str) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == name,
            TokenTree::Group(group) => any(group.stream(), name),
            _ => false,
        })
    }
    any(ty.to_token_stream(), name)
}

/// Whether a type has something in it that often can't be sent.
fn is_doubtful(ty: &Type) -> bool {
    fn any(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "Rc" || ident == "dyn",
            TokenTree::Punct(punct) => punct.as_char() == '*',
            TokenTree::Group(group) => any(group.stream()),
            TokenTree::Literal(_) => false,
        })
    }
    any(ty.to_token_stream())
}
