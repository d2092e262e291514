//! How a message is written and read.
//!
//! Where the user says nothing to serde, serde derives a double of the message that has a type
//! parameter for each field, and the message is written and read through it. So it is this crate
//! that says what is wrong with a field, once and under its type, and not serde in each of the
//! functions that it writes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::{Data, DeriveInput, Ident, Visibility, parse_quote};

use super::{generics, shape};
use crate::{
    message::model::{Message, Wording},
    paths::brackets,
};

/// What stands above the item: where serde derives the message itself.
pub(super) fn derived(message: &Message) -> Option<TokenStream> {
    if message.wording != Wording::Serde {
        return None;
    }
    let root = message.options.krate().root();
    let missing = |name: &str| !message.derived.has(name);
    let serialize = missing("Serialize").then(|| quote!(#root::__private::serde::Serialize,));
    let deserialize = missing("Deserialize").then(|| quote!(#root::__private::serde::Deserialize,));
    (serialize.is_some() || deserialize.is_some()).then(|| {
        let place = (!message.says("crate")).then(|| place(message));
        let bound = bound(message);
        quote! {
            #[derive(#serialize #deserialize)]
            #place
            #bound
        }
    })
}

/// Where serde is.
fn place(message: &Message) -> TokenStream {
    let root = message.options.krate().root();
    let path = unspaced(&quote!(#root::__private::serde));
    quote!(#[serde(crate = #path)])
}

/// A path as it is usually written.
fn unspaced(path: &TokenStream) -> String {
    path.to_string().replace(' ', "")
}

/// What the parameters must be, unless the user says it: serde's own guess would contradict a
/// parameter that is bound by `Portable`.
fn bound(message: &Message) -> Option<TokenStream> {
    let root = message.options.krate().root();
    let portable = unspaced(&quote!(#root::__private::Portable));
    let types = message.item.generics.type_params();
    let bounds: Vec<_> = types.map(|param| format!("{}: {portable}", param.ident)).collect();
    (!bounds.is_empty() && !message.says("bound")).then(|| {
        let bounds = bounds.join(", ");
        quote!(#[serde(bound(serialize = #bounds, deserialize = #bounds))])
    })
}

/// The double, and the message written and read through it.
pub(super) fn double(message: &Message) -> Option<TokenStream> {
    if message.wording != Wording::Plain {
        return None;
    }
    let definition = definition(message);
    let write = write(message);
    let read = read(message);
    Some(quote! { #definition #write #read })
}

/// The item with a type parameter for each field.
fn definition(message: &Message) -> TokenStream {
    let fields = message.fields();
    let names = parameters(fields.len());
    let mut double = DeriveInput {
        attrs: Vec::new(),
        vis: Visibility::Inherited,
        ident: format_ident!("__Double"),
        generics: parse_quote!(<#(#names),*>),
        ..message.item.clone()
    };
    let mut names = names.iter();
    for field in fields_mut(&mut double.data) {
        field.attrs.clear();
        field.vis = Visibility::Inherited;
        field.ty = names.next().map_or(parse_quote!(()), |name| parse_quote!(#name));
    }
    if let Data::Enum(data) = &mut double.data {
        for variant in &mut data.variants {
            variant.attrs.clear();
            variant.discriminant = None;
        }
    }
    let place = place(message);
    let name = message.item.ident.to_string();
    let root = message.options.krate().root();
    quote! {
        #[derive(#root::__private::serde::Serialize, #root::__private::serde::Deserialize)]
        #place
        #[serde(rename = #name)]
        #double
    }
}

fn fields_mut(data: &mut Data) -> Vec<&mut syn::Field> {
    match data {
        Data::Struct(data) => data.fields.iter_mut().collect(),
        Data::Enum(data) => {
            data.variants.iter_mut().flat_map(|variant| variant.fields.iter_mut()).collect()
        }
        Data::Union(_) => Vec::new(),
    }
}

fn parameters(count: usize) -> Vec<Ident> {
    (0..count).map(|at| format_ident!("F{at}")).collect()
}

fn write(message: &Message) -> TokenStream {
    let generics = generics(message);
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    let types = message.fields().into_iter().map(|field| {
        let ty = &field.ty;
        if shape::is_bytes(ty) { quote!(__p::Bytes<&#ty>) } else { quote!(&#ty) }
    });
    let arms = shape::to_double(message);
    let double = format_ident!("double", span = ident.span());
    // It is named elsewhere too.
    let values = quote!(&#double, serializer);
    let write = quote_spanned! {ident.span()=>
        __p::Written::<__Double<#(#types),*>>::write(#values)
    };
    let items = quote! {
        fn serialize<__S: __p::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let #double = match self { #(#arms)* };
            #write
        }
    };
    quote_spanned! {ident.span()=>
        impl #impl_generics __p::serde::Serialize for #ident #parameters #clause { #items }
    }
}

fn read(message: &Message) -> TokenStream {
    let generics = generics(message);
    let mut with_lifetime = generics.clone();
    with_lifetime.params.insert(0, parse_quote!('de));
    let (_, _, clause) = with_lifetime.split_for_impl();
    let impl_generics = brackets(&with_lifetime);
    let (_, parameters, _) = generics.split_for_impl();
    let ident = &message.item.ident;
    let types = message.fields().into_iter().map(|field| {
        let ty = &field.ty;
        if shape::is_bytes(ty) { quote!(__p::Bytes<#ty>) } else { quote!(#ty) }
    });
    let arms = shape::from_double(message);
    let double = format_ident!("double", span = ident.span());
    // It is named elsewhere too.
    let value = quote!(deserializer);
    let read = quote_spanned! {ident.span()=>
        __p::Read::<__Double<#(#types),*>>::read(#value)?
    };
    let items = quote! {
        fn deserialize<__D: __p::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let #double = #read;
            ::core::result::Result::Ok(match #double { #(#arms)* })
        }
    };
    quote_spanned! {ident.span()=>
        impl #impl_generics __p::serde::Deserialize<'de> for #ident #parameters #clause { #items }
    }
}
