//! From the model to the code of a message.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{
    GenericParam, Generics, TypeReference, WherePredicate, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::model::{Message, Reach, Wording};
use crate::{
    attrs,
    paths::{brackets, name_of},
};

mod copies;
mod fields;
mod kinds;
mod serde;
mod shape;

pub(super) use shape::is_too_long;

/// The item, and what makes it a message.
pub(super) fn message(message: &Message) -> TokenStream {
    let item = &message.item;
    let derives = [copies::derived(message), serde::derived(message)];
    let [derive_copies, derive_serde] = derives;
    let items = [
        copies::written(message),
        serde::double(message),
        Some(implementation(message)),
        portable(message),
        Some(reply(message)),
        fields::demands(message),
        kinds::kinds(message),
        kinds::announced(message),
    ];
    let cfgs = attrs::cfgs(&item.attrs);
    let items = items.into_iter().flatten().collect();
    let private = message.options.krate().private(&cfgs, &items);
    quote! { #derive_copies #derive_serde #item #private }
}

/// The item alone, where it borrows something: as if that lasted for ever, so that the compiler has
/// nothing to add.
pub(super) fn bare(message: &Message) -> TokenStream {
    let mut item = message.item.clone();
    if !item.generics.params.is_empty() {
        return quote!(#[allow(dead_code)] #item);
    }
    Lasting.visit_data_mut(&mut item.data);
    let cfgs = attrs::cfgs(&item.attrs);
    let hollow = message.options.krate().private(&cfgs, &hollow(message));
    quote!(#[allow(dead_code)] #item #hollow)
}

/// What makes it a message for those who use it as one: they have made no mistake.
fn hollow(message: &Message) -> TokenStream {
    let ident = &message.item.ident;
    let without =
        |derived: &str, item: TokenStream| (!message.derived.has(derived)).then_some(item);
    let clone = without(
        "Clone",
        quote!(impl ::core::clone::Clone for #ident {
            fn clone(&self) -> Self { ::core::unreachable!() }
        }),
    );
    let serialize = without(
        "Serialize",
        quote!(impl __p::serde::Serialize for #ident {
            fn serialize<__S: __p::serde::Serializer>(
                &self,
                _: __S,
            ) -> ::core::result::Result<__S::Ok, __S::Error> {
                ::core::unreachable!()
            }
        }),
    );
    let deserialize = without(
        "Deserialize",
        quote!(impl<'de> __p::serde::Deserialize<'de> for #ident {
            fn deserialize<__D: __p::serde::Deserializer<'de>>(
                _: __D,
            ) -> ::core::result::Result<Self, __D::Error> {
                ::core::unreachable!()
            }
        }),
    );
    let message_and_reply = [implementation(message), reply(message)];
    quote! {
        #clone
        #serialize
        #deserialize
        #(#message_and_reply)*
        impl __p::Portable for #ident {}
    }
}

struct Lasting;

impl VisitMut for Lasting {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime.get_or_insert_with(|| parse_quote!('static));
        visit_mut::visit_type_reference_mut(self, reference);
    }
}

/// The parameters, each as capable as the message itself, and the message only if it can be sent.
fn generics(message: &Message) -> Generics {
    fields::sendable(message, bounded(message))
}

/// The parameters, each as capable as the message itself.
fn bounded(message: &Message) -> Generics {
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
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    let name = name_of(ident, message.options.name.as_ref());
    let wire = wire(message);
    let kinds = kinds::list(message);
    let whole_name = whole_name(message);
    let codec = codec(message);
    let duplicate = duplicate(message);
    let items = quote! {
            const NAME: &'static str = #name;
            const WIRE: __p::WireId = #wire;
            #kinds
            #whole_name
            #codec
            fn duplicate(&self) -> ::core::option::Option<Self> {
                #duplicate
            }
    };
    quote_spanned! {ident.span()=>
        impl #impl_generics __p::Message for #ident #parameters #clause { #items }
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
        Reach::Everywhere => (
            quote!(__p::Value::<Self>::encode(self, out)),
            quote!(__p::Value::<Self>::decode(body)),
        ),
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
    let mut generics = generics(message);
    if message.wording == Wording::Serde && generics.params.is_empty() {
        // What serde has to say to its attributes, it says itself.
        let ident = &message.item.ident;
        let bounds: [WherePredicate; 2] = [
            parse_quote!(for<'any> #ident: __p::serde::Serialize),
            parse_quote!(for<'any> #ident: __p::serde::de::DeserializeOwned),
        ];
        generics.make_where_clause().predicates.extend(bounds);
    }
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    (message.options.reach == Reach::Everywhere).then(|| {
        quote_spanned! {ident.span()=>
            impl #impl_generics __p::Portable for #ident #parameters #clause {}
        }
    })
}

fn reply(message: &Message) -> TokenStream {
    let generics = generics(message);
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    quote_spanned! {ident.span()=>
        impl #impl_generics __p::Reply for #ident #parameters #clause {
            type Ok = Self;
            type Err = ::core::convert::Infallible;
            fn into_result(self) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok(self)
            }
        }
    }
}
