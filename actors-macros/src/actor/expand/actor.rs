//! `impl Actor`.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::{dispatch, envelope, init, options, ready};
use crate::{
    actor::model::Actor,
    attrs,
    paths::{brackets, name_of},
};

/// The `impl`.
pub(super) fn actor(actor: &Actor) -> TokenStream {
    let generics = actor.generics();
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ty = actor.ty();
    let arguments = init::arguments(actor);
    let name = name(actor);
    let whole_name = whole_name(actor);
    let options = options::options(actor);
    let init = init::init(actor);
    let dispatch = dispatch::dispatch(actor);
    let apart = envelope::apart(actor);
    let ready = ready::ready(actor);
    let check = capability_check(actor);
    let codec = codec(actor);
    let if_sent = actor.generics_if_sent();
    let (_, _, sent) = if_sent.split_for_impl();
    let runs = quote!(#init #apart #dispatch #ready);
    let items = quote! {
            type Args = #arguments;
            type Envelope = __Messages #parameters;
            const NAME: &'static str = #name;
            const OPTIONS: __p::Options = #options;
            #whole_name
            fn run<__W: __p::With<Self>>(with: __W) -> __W::Output {
                __p::Running::<Self>::run(with)
            }
            #check
            #codec
    };
    quote_spanned! {ty.span()=>
        impl #impl_generics __p::Itself for #ty #clause {
            type It = Self;
        }
        impl #impl_generics __p::Actor for #ty #clause { #items }
        impl #impl_generics __p::Runs for #ty #sent { #runs }
    }
}

/// The name without parameters; the actors of one type with several values for them differ in it.
fn name(actor: &Actor) -> TokenStream {
    let segment = attrs::last_segment(actor.ty());
    match segment.filter(|segment| !segment.arguments.is_empty() && !actor.is_generic()) {
        Some(segment) if actor.options.name.is_none() => {
            let name = format!("::{}", attrs::spelled(segment));
            quote!(::core::concat!(::core::module_path!(), #name))
        }
        _ => name_of(&actor.name, actor.options.name.as_ref()),
    }
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
    // What an init with a mistake was to be given may be anything.
    let is_known = !actor.inits.is_empty() || actor.lost_arguments.is_empty();
    let (encode, decode) = if actor.travels() && is_known {
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
