//! From the model to the code of an actor. It decides nothing: what is in the model is right.
//!
//! Whatever the compiler may object to has the span of the user's type, so that it objects there.
//! A macro's own span would make it speak of the macro.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ReturnType, ext::IdentExt, spanned::Spanned};

use super::model::{Actor, Handler};
use crate::{attrs, paths::brackets};

mod actor;
mod dispatch;
mod envelope;
mod handles;
mod init;
mod options;
mod ready;
mod troupe;

/// Everything that stands below the block.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let envelope = envelope::envelope(actor);
    let implementation = actor::actor(actor);
    let handles = handles::handles(actor);
    let sent = sent(actor);
    let demands = demands(actor);
    let names = names_differ(actor);
    let registered = registered(actor);
    let cfgs = attrs::cfgs(&actor.block.attrs);
    let items = quote! {
        #envelope
        #implementation
        #handles
        #sent
        #demands
        #names
        #registered
    };
    actor.options.krate().private(&cfgs, &items)
}

/// An actor goes from thread to thread.
fn sent(actor: &Actor) -> TokenStream {
    let generics = actor.generics();
    let (_, _, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ty = actor.ty();
    quote_spanned! {ty.span()=>
        fn sent #impl_generics () #clause {
            fn an_actor_goes_from_thread_to_thread<A: ::core::marker::Send>() {}
            an_actor_goes_from_thread_to_thread::<#ty>();
        }
    }
}

/// Whatever an actor may be told from another process must be able to come from there, and its
/// answers to go there. What is not even a message is told elsewhere.
fn demands(actor: &Actor) -> Option<TokenStream> {
    if !actor.travels() {
        return None;
    }
    let generics = actor.generics();
    let (_, _, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let messages = actor.handlers.iter().map(|handler| {
        let (cfgs, message) = (&handler.cfgs, &handler.message);
        quote_spanned!(message.span()=> #(#cfgs)* ToAnotherProcess::<#message>::check();)
    });
    let answers = actor.handlers.iter().map(|handler| {
        let (cfgs, answer) = (&handler.cfgs, answer(handler));
        quote_spanned!(answer.span()=> #(#cfgs)* ToAnotherProcess::<#answer>::check();)
    });
    let arguments = actor.inits.iter().flat_map(|init| &init.arguments).map(
        |argument| quote_spanned!(argument.span()=> argument_to_another_process::<#argument>();),
    );
    Some(quote_spanned! {actor.ty().span()=>
        fn demands #impl_generics () #clause {
            struct ToAnotherProcess<M>(::core::marker::PhantomData<M>);
            impl<M: __p::Message> ToAnotherProcess<M> {
                fn check() where M: __p::Portable {}
            }
            trait __Otherwise {
                fn check() {}
            }
            impl<M> __Otherwise for ToAnotherProcess<M> {}
            fn argument_to_another_process<M: __p::Portable>() {}
            #(#messages)*
            #(#answers)*
            #(#arguments)*
        }
    })
}

/// No two messages of an actor may have one wire name.
fn names_differ(actor: &Actor) -> Option<TokenStream> {
    // With parameters the names are known only where the actor is used.
    if actor.is_generic() || actor.handlers.is_empty() {
        return None;
    }
    let name = actor.name.unraw();
    let sentence = format!("two messages of `{name}` have the same wire name");
    let wires = actor.handlers.iter().map(|handler| {
        let (cfgs, case) = (&handler.cfgs, case(handler));
        quote!(#(#cfgs)* #case::WIRE)
    });
    // See `brackets`.
    let nameless = quote!(_);
    Some(quote_spanned! {actor.ty().span()=>
        const #nameless: () = ::core::assert!(__p::WireId::all_differ(&[#(#wires),*]), #sentence);
    })
}

/// The entry by which other processes find the actor.
fn registered(actor: &Actor) -> Option<TokenStream> {
    if !actor.travels() || actor.is_generic() {
        return None;
    }
    let root = actor.options.krate().root();
    let ty = actor.ty();
    Some(quote! {
        #[#root::__private::linkme::distributed_slice(#root::__private::ACTORS)]
        #[linkme(crate = #root::__private::linkme)]
        static ACTOR: __p::Registered = __p::Startup::<#ty>::ENTRY;
    })
}

/// `Case<Add, u64>`: what is done with a message, whether it is one or not. That it must be one is
/// demanded in one place, and told there.
fn case(handler: &Handler) -> TokenStream {
    let (message, answer) = (&handler.message, answer(handler));
    quote_spanned!(message.span()=> __p::Case::<#message, #answer>)
}

/// What the handler answers.
fn answer(handler: &Handler) -> TokenStream {
    match (handler.reply_to(), &handler.output) {
        (Some(reply), _) => quote_spanned!(reply.span()=> <#reply as __p::Promises>::Reply),
        (None, ReturnType::Type(_, output)) => match handler.dispatch() {
            Some(answer) => quote!(#answer),
            None => quote!(#output),
        },
        (None, ReturnType::Default) => quote!(()),
    }
}
