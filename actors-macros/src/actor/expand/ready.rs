//! What the actor waits for before all else, and what it does when that has come.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ReturnType, spanned::Spanned};

use crate::actor::model::{Actor, Comes};

/// The numbers of the messages that come first. One that is left out by its `cfg` is not waited for.
pub(super) fn first(actor: &Actor) -> Option<TokenStream> {
    actor.init_messages.as_ref()?;
    let kinds = (0_u32..).zip(&actor.handlers).filter_map(|(kind, handler)| {
        let cfgs = &handler.cfgs;
        (handler.comes == Comes::First).then(|| quote!(#(#cfgs)* #kind,))
    });
    Some(quote! {
        const FIRST: ::core::option::Option<&'static [u32]> =
            ::core::option::Option::Some(&[#(#kinds)*]);
    })
}

/// What runs then.
pub(super) fn ready(actor: &Actor) -> Option<TokenStream> {
    let ready = actor.readies.first()?;
    let method = &ready.method;
    let context = ready.context.as_ref().map(|_| quote!(, ctx));
    let wait = ready.is_async.then(|| quote_spanned!(method.span()=> .await));
    let this = quote!(self);
    // The method of the user's, whatever else has its name.
    let called = quote_spanned!(method.span()=> Self::#method(#this #context)#wait);
    let body = match &ready.output {
        ReturnType::Default => quote! {
            #called;
            ::core::result::Result::Ok(())
        },
        ReturnType::Type(_, output) => quote_spanned! {output.span()=>
            <#output as __p::Readiness>::told(#called)
        },
    };
    // What is named here and used in the body has one and the same hygiene.
    let parameters = quote!(&'a mut self, ctx: &'a mut __p::Context<Self>);
    // A future that can't go from thread to thread is told under the type of the user.
    let place = actor.ty().span();
    let body = quote_spanned!(place=> __p::Box::pin(async move { #body }));
    Some(quote_spanned! {place=>
        fn get_ready<'a>(#parameters) -> __p::Readying<'a> { #body }
    })
}
