//! What may be told to the actor: an `impl` for each message.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::answer;
use crate::actor::model::{Actor, Handler};

/// One `impl` for each handler, under the handler's message, and one for the exit.
pub(super) fn handles(actor: &Actor) -> TokenStream {
    let (generics, parameters, clause) = actor.block.generics.split_for_impl();
    let ty = actor.ty();
    let handles = actor.handlers.iter().map(|handler| {
        let Handler { cfgs, variant, message, .. } = handler;
        let answer = answer(handler);
        quote_spanned! {message.span()=>
            #(#cfgs)*
            impl #generics __p::Handles<#message> for #ty #clause {
                type Reply = #answer;
                fn seal(
                    message: #message,
                    reply: __p::ReplyPort<Self::Reply>,
                ) -> __Messages #parameters {
                    __Messages::#variant(__p::Kept::new(message), reply)
                }
            }
        }
    });
    quote! {
        #(#handles)*

        impl #generics __p::Handles<__p::ActorExitRequest> for #ty #clause {
            type Reply = ();
            fn seal(
                message: __p::ActorExitRequest,
                reply: __p::ReplyPort<()>,
            ) -> __Messages #parameters {
                __Messages::Exit(__p::Kept::new(message), reply)
            }
        }
    }
}
