//! `impl Actor`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{dispatch, init, options};
use crate::{actor::model::Actor, paths::name_of};

/// The `impl`.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let generics = actor.generics_if_sent();
    let (generics, parameters, clause) = generics.split_for_impl();
    let ty = actor.ty();
    let arguments = init::arguments(actor);
    let name = name_of(&actor.name, actor.options.name.as_ref());
    let whole_name = whole_name(actor);
    let options = options::options(actor);
    let init = init::init(actor);
    let dispatch = dispatch::dispatch(actor);
    let check = capability_check(actor);
    let codec = codec(actor);
    let items = quote! {
            type Args = #arguments;
            type Envelope = __Messages #parameters;
            const NAME: &'static str = #name;
            const OPTIONS: __p::Options = #options;
            #whole_name
            #init
            #dispatch
            #check
            #codec
    };
    quote_spanned!(ty.span()=> impl #generics __p::Actor for #ty #clause { #items })
}

/// The name with its parameters.
fn whole_name(actor: &Actor) -> Option<TokenStream> {
    actor.is_generic().then(|| {
        quote! {
            fn name() -> &'static str {
                ::core::any::type_name::<Self>()
            }
        }
    })
}

fn capability_check(actor: &Actor) -> Option<TokenStream> {
    let root = actor.options.krate().root();
    actor.checks.first().map(|check| {
        let function = &check.function;
        quote! {
            fn capability_check(
                capabilities: &#root::Capabilities,
                requirements: &#root::Requirements,
            ) -> bool {
                Self::#function(capabilities, requirements)
            }
        }
    })
}

/// How the arguments travel, if they do.
fn codec(actor: &Actor) -> TokenStream {
    let (encode, decode) = if actor.travels() {
        (
            quote!(__p::Value::<Self::Args>::encode(args, out)),
            quote!(__p::Value::<Self::Args>::decode(body)),
        )
    } else {
        let local = quote! {
            ::core::result::Result::Err(__p::CodecError::Local {
                name: ::core::convert::Into::into(<Self as __p::Actor>::name()),
            })
        };
        (local.clone(), local)
    };
    quote! {
        fn encode_args(
            args: &Self::Args,
            out: &mut __p::Vec<u8>,
        ) -> ::core::result::Result<(), __p::CodecError> {
            #encode
        }

        fn decode_args(body: &[u8]) -> ::core::result::Result<Self::Args, __p::CodecError> {
            #decode
        }
    }
}
