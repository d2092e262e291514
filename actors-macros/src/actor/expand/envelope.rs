//! The envelope: an enum with a variant for each message.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{GenericParam, ext::IdentExt, spanned::Spanned};

use super::{answer, case, ready, troupe};
use crate::actor::model::{Actor, Handler, Runs};

/// The enum and what can be done with it.
pub(super) fn envelope(actor: &Actor) -> TokenStream {
    let generics = actor.generics();
    let (generics, parameters, clause) = generics.split_for_impl();
    let definition = definition(actor);
    let messages = messages(actor);
    let open = open(actor);
    let fallback = fallback(actor);
    let decode = decode(actor);
    let slots = slots(actor);
    let kinds = kinds(actor);
    let once = troupe::once(actor);
    let blocking = blocking(actor);
    let first = ready::first(actor);
    quote! {
        #definition

        impl #generics __p::Envelope for __Messages #parameters #clause {
            #messages
            #open
            #fallback
            #decode
            #slots
            #kinds
            #once
            #blocking
            #first
        }
    }
}

fn definition(actor: &Actor) -> TokenStream {
    let generics = actor.generics();
    let (generics, _, clause) = generics.split_for_impl();
    let variants = actor.handlers.iter().map(|handler| {
        let Handler { cfgs, variant, message, .. } = handler;
        let answer = answer(handler);
        quote_spanned! {message.span()=>
            #(#cfgs)* #variant(__p::Sealed<#message, #answer>),
        }
    });
    let fallbacks = actor.fallbacks.iter().map(|handler| {
        let cfgs = &handler.cfgs;
        quote!(#(#cfgs)* Fallback(__p::SealedAny),)
    });
    let unused = unused(actor);
    let troupe = troupe::variants(actor);
    quote! {
        pub enum __Messages #generics #clause {
            #(#variants)*
            Exit(__p::Sealed<__p::ActorExitRequest, ()>),
            #troupe
            #(#fallbacks)*
            #unused
        }
    }
}

/// A variant that can't be, for the type parameters that no message has.
fn unused(actor: &Actor) -> Option<TokenStream> {
    let mut types = Vec::new();
    for param in &actor.block.generics.params {
        if let GenericParam::Type(param) = param {
            types.push(&param.ident);
        }
    }
    (!types.is_empty()).then(|| {
        quote! {
            Unused(
                ::core::marker::PhantomData<fn() -> (#(*const #types,)*)>,
                ::core::convert::Infallible,
            ),
        }
    })
}

/// The arm of the variant that can't be.
fn unused_arm(actor: &Actor) -> Option<TokenStream> {
    unused(actor).map(|_| quote!(Self::Unused(_, never) => match *never {},))
}

/// Every variant with a message of a known type: its attributes, its name, its case.
fn sealed(actor: &Actor) -> impl Iterator<Item = (TokenStream, TokenStream, TokenStream)> {
    let sealed = actor.handlers.iter().map(|handler| {
        let Handler { cfgs, variant, .. } = handler;
        (quote!(#(#cfgs)*), quote!(#variant), case(handler))
    });
    let exit = quote!(__p::Case::<__p::ActorExitRequest, ()>);
    let troupe = troupe::cases(actor).map(|(variant, case)| (TokenStream::new(), variant, case));
    sealed.chain([(TokenStream::new(), quote!(Exit), exit)]).chain(troupe)
}

/// The same for the fallback, which has the message of an unknown type.
fn fallbacks(actor: &Actor) -> impl Iterator<Item = TokenStream> {
    actor.fallbacks.iter().map(|handler| {
        let cfgs = &handler.cfgs;
        quote!(#(#cfgs)*)
    })
}

fn open(actor: &Actor) -> TokenStream {
    let known = sealed(actor).map(|(cfgs, variant, case)| {
        quote! {
            #cfgs
            if wire == #case::WIRE {
                return match #case::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::#variant(sealed))
                    }
                    ::core::result::Result::Err(back) => ::core::result::Result::Err(back),
                };
            }
        }
    });
    quote! {
        fn open(
            message: __p::AnyMessage,
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, (__p::AnyMessage, __p::AnyReply)> {
            let wire = message.wire();
            #(#known)*
            ::core::result::Result::Err((message, reply))
        }
    }
}

/// The list of what has a handler of its own.
fn messages(actor: &Actor) -> TokenStream {
    let handled = actor.handlers.iter().map(|handler| {
        let (cfgs, case) = (&handler.cfgs, case(handler));
        let method = handler.method.unraw().to_string();
        quote!(#(#cfgs)* __p::Handled::new(#case::WIRE, #case::name, #method),)
    });
    let exit = actor.exits.first().map_or_else(String::new, |exit| exit.method.unraw().to_string());
    quote! {
        const MESSAGES: &'static [__p::Handled] = &[
            #(#handled)*
            __p::Handled::new(
                <__p::ActorExitRequest as __p::Message>::WIRE,
                <__p::ActorExitRequest as __p::Message>::name,
                #exit,
            ),
        ];
    }
}

/// What takes a message that nothing else does.
fn fallback(actor: &Actor) -> Option<TokenStream> {
    if actor.fallbacks.is_empty() {
        return None;
    }
    let takes = fallbacks(actor).map(|cfgs| quote!(#cfgs return true;));
    let seals = fallbacks(actor).map(|cfgs| {
        quote! {
            #cfgs
            return ::core::result::Result::Ok(Self::Fallback(
                __p::SealedAny(__p::Kept::new(message), reply),
            ));
        }
    });
    Some(quote! {
        fn takes_anything() -> bool {
            #(#takes)*
            false
        }

        fn fallback(
            message: __p::AnyMessage,
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, (__p::AnyMessage, __p::AnyReply)> {
            #(#seals)*
            ::core::result::Result::Err((message, reply))
        }
    })
}

fn decode(actor: &Actor) -> TokenStream {
    let known = sealed(actor).map(|(cfgs, variant, case)| {
        quote! {
            #cfgs
            if wire == #case::WIRE {
                return match #case::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::#variant(sealed))
                    }
                    ::core::result::Result::Err(error) => ::core::result::Result::Err(error),
                };
            }
        }
    });
    quote! {
        fn decode(
            wire: __p::WireId,
            body: &[u8],
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, __p::Undecoded> {
            #(#known)*
            ::core::result::Result::Err(__p::Undecoded::Unhandled(reply))
        }
    }
}

/// The contents without their types.
fn slots(actor: &Actor) -> TokenStream {
    let variants = || {
        let known = sealed(actor).map(|(cfgs, variant, case)| {
            let slot = quote!(#case::slot(sealed));
            let slot_mut = quote!(#case::slot_mut(sealed));
            (cfgs, variant, slot, slot_mut)
        });
        let any = quote!(sealed);
        let others =
            fallbacks(actor).map(move |cfgs| (cfgs, quote!(Fallback), any.clone(), any.clone()));
        known.chain(others)
    };
    let slots =
        variants().map(|(cfgs, variant, slot, _)| quote!(#cfgs Self::#variant(sealed) => #slot,));
    let slots_mut =
        variants().map(|(cfgs, variant, _, slot)| quote!(#cfgs Self::#variant(sealed) => #slot,));
    let unused = unused_arm(actor);
    quote! {
        fn slot(&self) -> &dyn __p::Slot {
            match self {
                #(#slots)*
                #unused
            }
        }

        fn slot_mut(&mut self) -> &mut dyn __p::Slot {
            match self {
                #(#slots_mut)*
                #unused
            }
        }
    }
}

/// Every variant with its number. A handler that is not there by its `cfg` has one too: which are
/// there is not known here.
fn kinds(actor: &Actor) -> TokenStream {
    let unused = unused_arm(actor);
    let known: Vec<_> = (0_u32..).zip(sealed(actor)).collect();
    let fallback = u32::try_from(known.len()).expect("a block has fewer than 2^32 handlers");
    let count = fallback + 1;
    let kinds =
        known.iter().map(|(kind, (cfgs, variant, _))| quote!(#cfgs Self::#variant(..) => #kind,));
    let others = fallbacks(actor).map(|cfgs| quote!(#cfgs Self::Fallback(..) => #fallback,));
    let names = known.iter().map(
        |(kind, (cfgs, _, case))| quote!(#cfgs #kind => ::core::option::Option::Some(#case::name()),),
    );
    let other_names = fallbacks(actor).map(|cfgs| {
        quote! {
            #cfgs #fallback => {
                ::core::option::Option::Some(<__p::AnyMessage as __p::Message>::name())
            }
        }
    });
    quote! {
        const KINDS: u32 = #count;

        fn kind(&self) -> u32 {
            match self {
                #(#kinds)*
                #(#others)*
                #unused
            }
        }

        fn kind_name(kind: u32) -> ::core::option::Option<__p::Cow<'static, str>> {
            match kind {
                #(#names)*
                #(#other_names)*
                _ => ::core::option::Option::None,
            }
        }
    }
}

/// How messages with handlers that block are handled, if there are such.
pub(super) fn apart(actor: &Actor) -> Option<TokenStream> {
    (!blocking_arms(actor).is_empty()).then(|| {
        quote! {
            const APART: ::core::option::Option<__p::Apart<Self>> =
                ::core::option::Option::Some(__p::Apart::<Self>::YES);
        }
    })
}

/// Which messages have handlers that block.
fn blocking(actor: &Actor) -> Option<TokenStream> {
    let arms = blocking_arms(actor);
    (!arms.is_empty()).then(|| {
        quote! {
            fn is_blocking(&self) -> bool {
                match self {
                    #(#arms)*
                    _ => false,
                }
            }
        }
    })
}

fn blocking_arms(actor: &Actor) -> Vec<TokenStream> {
    let arm = |handler: &Handler, variant: TokenStream| {
        let cfgs = &handler.cfgs;
        (handler.runs == Runs::Apart).then(|| quote!(#(#cfgs)* Self::#variant(..) => true,))
    };
    let known = actor.handlers.iter().filter_map(|handler| {
        let variant = &handler.variant;
        arm(handler, quote!(#variant))
    });
    let exits = actor.exits.iter().filter_map(|handler| arm(handler, quote!(Exit)));
    let others = actor.fallbacks.iter().filter_map(|handler| arm(handler, quote!(Fallback)));
    known.chain(exits).chain(others).collect()
}
