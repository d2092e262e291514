//! How the actor is built.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::actor::model::{Actor, Init, Outcome, Way};

/// What `create` wants: nothing, one value, or a tuple.
pub(super) fn arguments(actor: &Actor) -> TokenStream {
    let (arguments, place) = match actor.inits.first() {
        Some(init) => (&init.arguments, init.function.span()),
        None => (&actor.lost_arguments, actor.ty().span()),
    };
    match arguments.as_slice() {
        [] => quote!(()),
        [one] => quote!(#one),
        many => quote_spanned!(place=> (#(#many),*)),
    }
}

/// The function that builds it.
pub(super) fn init(actor: &Actor) -> TokenStream {
    let ty = actor.ty();
    let body = match (actor.inits.first(), actor.init) {
        (Some(init), _) => call(init),
        (None, Way::Default) => quote_spanned! {ty.span()=>
            ::core::result::Result::Ok(<#ty as __p::Startable>::by_default())
        },
        (None, Way::Init) => quote!(::core::unreachable!()),
    };
    quote! {
        async fn init(
            args: Self::Args,
            ctx: &mut __p::Context<Self>,
        ) -> ::core::result::Result<Self, __p::InitError> {
            #body
        }
    }
}

/// Calls the user's function.
fn call(init: &Init) -> TokenStream {
    let function = &init.function;
    let names: Vec<_> = (0..init.arguments.len()).map(|at| format_ident!("arg{at}")).collect();
    let unpack = match names.as_slice() {
        [] => None,
        [one] => Some(quote!(let #one = args;)),
        many => Some(quote!(let (#(#many),*) = args;)),
    };
    let context = init.context.as_ref().map(|_| quote!(ctx));
    let values = names.iter().map(|name| quote!(#name)).chain(context);
    let wait = init.is_async.then(|| quote_spanned!(function.span()=> .await));
    let built = quote_spanned!(function.span()=> Self::#function(#(#values),*)#wait);
    let output = &init.output;
    let result = match init.outcome {
        Outcome::Actor => quote!(::core::result::Result::Ok(#built)),
        Outcome::Result => quote_spanned! {output.span()=>
            match #built {
                ::core::result::Result::Ok(actor) => ::core::result::Result::Ok(actor),
                ::core::result::Result::Err(error) => {
                    ::core::result::Result::Err(__p::InitError::new(error))
                }
            }
        },
    };
    quote! { #unpack #result }
}
