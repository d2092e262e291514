//! Which handler gets a message, and how.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{case, troupe};
use crate::actor::model::{Actor, By, Extra, Handler, Retry};

/// The function that handles one message.
pub(super) fn dispatch(actor: &Actor) -> TokenStream {
    let handlers = actor.handlers.iter().map(handler);
    let exit = exit(actor);
    let fallbacks = actor.fallbacks.iter().map(fallback);
    let is_generic = actor.block.generics.type_params().next().is_some();
    let unused = is_generic.then(|| quote!(__Messages::Unused(_, never) => match *never {},));
    let troupe = troupe::arms(actor);
    let arms = quote! { #(#handlers)* #exit #troupe #(#fallbacks)* #unused };
    // What is named here and used in the arms has one and the same hygiene.
    let generics = actor.generics();
    let (_, types, _) = generics.split_for_impl();
    let parameters = quote! {
        &mut self,
        envelope: &mut __Messages #types,
        ctx: &mut __p::Context<Self>,
    };
    let body = quote!(match envelope { #arms });
    quote_spanned!(actor.ty().span()=> async fn dispatch(#parameters) -> __p::Flow { #body })
}

fn handler(handler: &Handler) -> TokenStream {
    let Handler { cfgs, variant, .. } = handler;
    let (call, case) = (call(handler), case(handler));
    let body = match (handler.reply_to(), handler.dispatch()) {
        (Some(_), _) => quote! {
            let reply_to = #case::reply_to(ctx, reply);
            #call;
            __p::Flow::Continue
        },
        (None, None) => quote! {
            let answer = #call;
            #case::answer(ctx, reply, answer);
            __p::Flow::Continue
        },
        (None, Some(_)) => quote! {
            match #call {
                __p::Dispatch::Done(answer) => {
                    #case::answer(ctx, reply, answer);
                    __p::Flow::Continue
                }
                __p::Dispatch::Super => __p::Flow::Super,
            }
        },
    };
    quote! {
        #(#cfgs)*
        __Messages::#variant(__p::Sealed(message, reply)) => {
            #body
        }
    }
}

/// The handler of the user's runs last; then the actor ends in any case.
fn exit(actor: &Actor) -> TokenStream {
    let handlers = actor.exits.iter().map(|handler| {
        let cfgs = &handler.cfgs;
        let call = call(handler);
        quote!(#(#cfgs)* { let _ = #call; })
    });
    quote! {
        __Messages::Exit(__p::Sealed(message, reply)) => {
            let recursive = message.get().is_recursive();
            #(#handlers)*
            ctx.answer(reply, ());
            __p::Flow::Exit { recursive }
        }
    }
}

fn fallback(handler: &Handler) -> TokenStream {
    let cfgs = &handler.cfgs;
    let call = call(handler);
    quote! {
        #(#cfgs)*
        __Messages::Fallback(__p::SealedAny(message, reply)) => {
            let answer = #call;
            ctx.answer_any(reply, &answer);
            __p::Flow::Continue
        }
    }
}

/// Calls the user's method, at its own span: what is wrong with its future is told there. By a path,
/// for a method of this crate's traits would come before one by `&self` of the same name.
fn call(handler: &Handler) -> TokenStream {
    let (method, case) = (&handler.method, case(handler));
    let message = match (handler.by, handler.retry) {
        (By::Reference, _) => quote!(#case::get(message)),
        (By::Value, Retry::Kept) => quote!(#case::lend(message)),
        (By::Value, Retry::GivenUp) => quote!(#case::give(message)),
    };
    let extras = handler.extras.iter().map(|extra| match extra {
        Extra::Context => quote!(ctx),
        Extra::ReplyTo(_) => quote!(reply_to),
    });
    let wait = handler.is_async.then(|| quote_spanned!(method.span()=> .await));
    let this = quote!(self);
    quote_spanned!(method.span()=> Self::#method(#this, #message #(, #extras)*)#wait)
}
