//! What may be said to the manager of a troupe.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use crate::{
    actor::model::{Actor, Handler, Retry},
    paths::brackets,
};

/// A message for the manager: its variant, its type, its answer.
fn messages(actor: &Actor) -> impl Iterator<Item = (TokenStream, TokenStream, TokenStream)> {
    let messages = actor.troupe.as_ref().map(|_| {
        [
            (
                quote!(TroupeSettings),
                quote!(__p::UpdateTroupeSettings),
                quote!(::core::result::Result<__p::TroupeSettings, __p::TroupeError>),
            ),
            (quote!(TroupeStatus), quote!(__p::TroupeStatus), quote!(__p::TroupeCounts)),
        ]
    });
    messages.into_iter().flatten()
}

/// The variants of the envelope.
pub(super) fn variants(actor: &Actor) -> TokenStream {
    let variants = messages(actor)
        .map(|(variant, message, answer)| quote!(#variant(__p::Sealed<#message, #answer>),));
    quote!(#(#variants)*)
}

/// The variants and their cases.
pub(super) fn cases(actor: &Actor) -> impl Iterator<Item = (TokenStream, TokenStream)> {
    messages(actor)
        .map(|(variant, message, answer)| (variant, quote!(__p::Case::<#message, #answer>)))
}

/// Which messages are given to one worker only.
pub(super) fn once(actor: &Actor) -> Option<TokenStream> {
    let is_once = |handler: &&Handler| handler.retry == Retry::GivenUp;
    let known = actor.handlers.iter().filter(is_once);
    let known = known.map(|Handler { cfgs, variant, .. }| (cfgs, quote!(#variant)));
    let others = actor.fallbacks.iter().filter(is_once);
    let others = others.map(|Handler { cfgs, .. }| (cfgs, quote!(Fallback)));
    let arms: Vec<_> = known
        .chain(others)
        .map(|(cfgs, variant)| quote!(#(#cfgs)* Self::#variant(..) => false,))
        .collect();
    (!arms.is_empty()).then(|| {
        quote! {
            fn has_second_try(&self) -> bool {
                match self {
                    #(#arms)*
                    _ => true,
                }
            }
        }
    })
}

/// A worker takes none of these: they are for its manager.
pub(super) fn arms(actor: &Actor) -> TokenStream {
    let arms = messages(actor)
        .map(|(variant, ..)| quote!(__Messages::#variant(..) => __p::Flow::Continue,));
    quote!(#(#arms)*)
}

/// What may be asked of the troupe.
pub(super) fn handles(actor: &Actor) -> TokenStream {
    let (_, parameters, clause) = actor.block.generics.split_for_impl();
    let impl_generics = brackets(&actor.block.generics);
    let ty = actor.ty();
    let handles = messages(actor).map(|(variant, message, answer)| {
        quote_spanned! {ty.span()=>
            impl #impl_generics __p::Handles<#message> for #ty #clause {
                type Reply = #answer;
                type Message = #message;
                type By = Self;
                fn seal(
                    message: #message,
                    reply: __p::ReplyPort<#answer>,
                ) -> __Messages #parameters {
                    __Messages::#variant(__p::Sealed(__p::Kept::new(message), reply))
                }
            }
        }
    });
    quote!(#(#handles)*)
}
