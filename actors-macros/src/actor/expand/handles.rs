//! What may be told to the actor: an `impl` for each message.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ReturnType, Type, spanned::Spanned};

use super::{answer, case, troupe};
use crate::{
    actor::model::{Actor, Handler},
    attrs,
    paths::brackets,
};

/// One `impl` for each handler, under the handler's message, and one for the exit.
pub(super) fn handles(actor: &Actor) -> TokenStream {
    let generics = actor.generics();
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ty = actor.ty();
    let handles = actor.handlers.iter().map(|handler| {
        let Handler { cfgs, variant, message, .. } = handler;
        let (answer, case) = (answer(handler), case(handler));
        // An answer that is less public than the actor is told under the answer.
        let place = match &handler.output {
            ReturnType::Type(_, output) => output.span(),
            ReturnType::Default => message.span(),
        };
        let reply = quote_spanned!(place=> type Reply = #answer;);
        quote_spanned! {message.span()=>
            #(#cfgs)*
            impl #impl_generics __p::Handles<#message> for #ty #clause {
                #reply
                type Message = #message;
                type By = Self;
                fn seal(
                    message: #message,
                    reply: __p::ReplyPort<#answer>,
                ) -> __Messages #parameters {
                    __Messages::#variant(#case::seal(message, reply))
                }
            }
        }
    });
    let exit = exit(actor);
    let troupe = troupe(actor);
    quote! {
        #(#handles)*
        #exit
        #troupe
    }
}

/// Every actor can be asked to exit. One that handles any type by a parameter handles this one
/// with it, and must not be told twice.
fn exit(actor: &Actor) -> Option<TokenStream> {
    if takes_all(actor) {
        return None;
    }
    let generics = actor.generics();
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ty = actor.ty();
    Some(quote_spanned! {ty.span()=>
        impl #impl_generics __p::Handles<__p::ActorExitRequest> for #ty #clause {
            type Reply = ();
            type Message = __p::ActorExitRequest;
            type By = Self;
            fn seal(
                message: __p::ActorExitRequest,
                reply: __p::ReplyPort<()>,
            ) -> __Messages #parameters {
                __Messages::Exit(__p::Sealed(__p::Kept::new(message), reply))
            }
        }
    })
}

/// What may be said to the manager, as long as no handler takes it with any other type.
fn troupe(actor: &Actor) -> Option<TokenStream> {
    (!takes_all(actor)).then(|| troupe::handles(actor))
}

fn takes_all(actor: &Actor) -> bool {
    actor.handlers.iter().any(|handler| takes_anything(actor, handler))
}

/// Whether the handler's message is a bare type parameter of the actor.
fn takes_anything(actor: &Actor, handler: &Handler) -> bool {
    match attrs::peel_type(&handler.message) {
        Type::Path(ty) => {
            actor.block.generics.type_params().any(|param| ty.path.is_ident(&param.ident))
        }
        _ => false,
    }
}
