//! From the model to the code of a message.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::{GenericParam, Generics, Meta, parse_quote};

use super::model::{Message, Reach};
use crate::paths::name_of;

/// The item, and what makes it a message.
pub(super) fn message(message: &Message) -> TokenStream {
    let item = &message.item;
    let derives = derives(message);
    let implementation = implementation(message);
    let portable = portable(message);
    let reply = reply(message);
    let private = message.options.krate().private(&quote! { #implementation #portable #reply });
    quote! { #derives #item #private }
}

/// The traits that every message has, but for those that the user derives.
fn derives(message: &Message) -> Option<TokenStream> {
    if message.options.reach == Reach::Local {
        return None;
    }
    let root = message.options.krate().root();
    let missing = |name: &str| !message.derived.has(name);
    let clone = missing("Clone").then(|| quote!(::core::clone::Clone,));
    let debug = missing("Debug").then(|| quote!(::core::fmt::Debug,));
    let serialize = missing("Serialize").then(|| quote!(#root::__private::serde::Serialize,));
    let deserialize = missing("Deserialize").then(|| quote!(#root::__private::serde::Deserialize,));
    let serde = (serialize.is_some() || deserialize.is_some()).then(|| serde(message));
    Some(quote! {
        #[derive(#clone #debug #serialize #deserialize)]
        #serde
    })
}

/// Where serde is, and what the parameters must be, unless the user says it.
fn serde(message: &Message) -> TokenStream {
    let root = message.options.krate().root();
    let place = (!says(message, "crate")).then(|| {
        let path = quote!(#root::__private::serde).to_string();
        quote!(#[serde(crate = #path)])
    });
    let types: Vec<_> = message.item.generics.type_params().map(|param| &param.ident).collect();
    let bound = (!types.is_empty() && !says(message, "bound")).then(|| {
        let bounds = quote!(#(#types: #root::__private::Portable),*).to_string();
        quote!(#[serde(bound(serialize = #bounds, deserialize = #bounds))])
    });
    quote! { #place #bound }
}

/// Whether a `#[serde(…)]` of the user's has this key.
fn says(message: &Message, key: &str) -> bool {
    message.item.attrs.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("serde") => list
            .tokens
            .clone()
            .into_iter()
            .any(|token| matches!(token, TokenTree::Ident(ident) if ident == key)),
        _ => false,
    })
}

/// The parameters, each as capable as the message itself.
fn generics(message: &Message) -> Generics {
    let mut generics = message.item.generics.clone();
    let is_cloned = message.derived.has("Clone");
    for param in generics.type_params_mut() {
        match message.options.reach {
            Reach::Everywhere => param.bounds.push(parse_quote!(__p::Portable)),
            Reach::Local => param.bounds.push(parse_quote!(__p::Message)),
        }
        if message.options.reach == Reach::Local && is_cloned {
            param.bounds.push(parse_quote!(::core::clone::Clone));
        }
    }
    generics
}

/// `impl Message`.
fn implementation(message: &Message) -> TokenStream {
    let generics = generics(message);
    let (impl_generics, parameters, clause) = generics.split_for_impl();
    let ident = &message.item.ident;
    let name = name_of(ident, message.options.name.as_ref());
    let wire = wire(message);
    let whole_name = whole_name(message);
    let codec = codec(message);
    let duplicate = duplicate(message);
    quote! {
        impl #impl_generics __p::Message for #ident #parameters #clause {
            const NAME: &'static str = #name;
            const WIRE: __p::WireId = #wire;
            #whole_name
            #codec
            fn duplicate(&self) -> ::core::option::Option<Self> {
                #duplicate
            }
        }
    }
}

/// The number of the name, with those of the parameters.
fn wire(message: &Message) -> TokenStream {
    let parameters = message.item.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(param) => {
            let ident = &param.ident;
            Some(quote!(.with(<#ident as __p::Message>::WIRE)))
        }
        GenericParam::Const(param) => {
            let ident = &param.ident;
            Some(quote!(.with(__p::WireId::from_raw(#ident as u64))))
        }
        GenericParam::Lifetime(_) => None,
    });
    quote!(__p::WireId::of(<Self as __p::Message>::NAME)#(#parameters)*)
}

/// The name with those of the parameters.
fn whole_name(message: &Message) -> Option<TokenStream> {
    let parameters = message.item.generics.params.iter().map(|param| match param {
        GenericParam::Type(param) => {
            let ident = &param.ident;
            quote!(<#ident as __p::Message>::name())
        }
        GenericParam::Const(param) => {
            let ident = &param.ident;
            quote!(__p::Cow::Owned(__p::ToString::to_string(&#ident)))
        }
        GenericParam::Lifetime(_) => quote!(),
    });
    (!message.item.generics.params.is_empty()).then(|| {
        quote! {
            fn name() -> __p::Cow<'static, str> {
                __p::name_with(<Self as __p::Message>::NAME, &[#(#parameters),*])
            }
        }
    })
}

fn codec(message: &Message) -> TokenStream {
    let (encode, decode) = match message.options.reach {
        Reach::Everywhere => (quote!(__p::encode(self, out)), quote!(__p::decode(body))),
        Reach::Local => {
            let local = quote! {
                ::core::result::Result::Err(__p::CodecError::Local {
                    name: <Self as __p::Message>::name().into_owned(),
                })
            };
            (local.clone(), local)
        }
    };
    quote! {
        fn encode(
            &self,
            out: &mut __p::Vec<u8>,
        ) -> ::core::result::Result<(), __p::CodecError> {
            #encode
        }
        fn decode(body: &[u8]) -> ::core::result::Result<Self, __p::CodecError> {
            #decode
        }
    }
}

fn duplicate(message: &Message) -> TokenStream {
    if message.options.reach == Reach::Everywhere || message.derived.has("Clone") {
        quote!(::core::option::Option::Some(::core::clone::Clone::clone(self)))
    } else {
        quote!(::core::option::Option::None)
    }
}

fn portable(message: &Message) -> Option<TokenStream> {
    let generics = generics(message);
    let (impl_generics, parameters, clause) = generics.split_for_impl();
    let ident = &message.item.ident;
    (message.options.reach == Reach::Everywhere)
        .then(|| quote!(impl #impl_generics __p::Portable for #ident #parameters #clause {}))
}

fn reply(message: &Message) -> TokenStream {
    let generics = generics(message);
    let (impl_generics, parameters, clause) = generics.split_for_impl();
    let ident = &message.item.ident;
    quote! {
        impl #impl_generics __p::Reply for #ident #parameters #clause {
            type Ok = Self;
            type Err = ::core::convert::Infallible;
            fn into_result(self) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(self)
            }
        }
    }
}
