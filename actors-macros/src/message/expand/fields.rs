//! What the fields must be, demanded under their types.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Generics, Type, WherePredicate, parse_quote, spanned::Spanned};

use super::bounded;
use crate::message::model::{Message, Wording};

/// A function that is never called: it compiles if the fields are what they must be.
pub(super) fn demands(message: &Message) -> Option<TokenStream> {
    let travel = message.fields().into_iter().filter_map(|field| {
        let ty = &field.ty;
        (message.wording == Wording::Plain)
            .then(|| quote_spanned!(ty.span()=> <#ty as __p::Field>::travels();))
    });
    let send = message.fields().into_iter().filter_map(|field| {
        let ty = &field.ty;
        is_doubtful(ty).then(|| quote_spanned!(ty.span()=> a_message_is_sent::<#ty>();))
    });
    let demands: Vec<_> = travel.chain(send).collect();
    if demands.is_empty() {
        return None;
    }
    let generics = bounded(message);
    let (impl_generics, _, clause) = generics.split_for_impl();
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
