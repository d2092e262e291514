//! `Clone` and `Debug`, which every message has unless the user derives them.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Generics, Ident, Member, Type, ext::IdentExt, parse_quote, spanned::Spanned};

use super::shape::{self, Arm};
use crate::{
    message::model::{Message, Wording},
    paths::brackets,
};

/// What stands above the item: where the traits are derived as usual.
pub(super) fn derived(message: &Message) -> Option<TokenStream> {
    if message.wording != Wording::Serde {
        return None;
    }
    let clone = (!message.derived.has("Clone")).then(|| quote!(::core::clone::Clone,));
    let debug = (!message.derived.has("Debug")).then(|| quote!(::core::fmt::Debug,));
    (clone.is_some() || debug.is_some()).then(|| quote!(#[derive(#clone #debug)]))
}

/// The traits, written so that a field that lacks them is told elsewhere, and once.
pub(super) fn written(message: &Message) -> Option<TokenStream> {
    if message.wording != Wording::Plain {
        return None;
    }
    let clone = (!message.derived.has("Clone")).then(|| clone(message));
    let debug = (!message.derived.has("Debug")).then(|| debug(message));
    Some(quote! { #clone #debug })
}

fn clone(message: &Message) -> TokenStream {
    let generics = bounded(message, &quote!(::core::clone::Clone));
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    let types = types(message);
    let arms = shape::all(message).into_iter().zip(types).map(|(arm, types)| {
        let pattern = arm.of(&quote!(Self));
        let variant = arm.variant.map(|variant| quote!(::#variant));
        let members = arm.members();
        let copies = arm.names.iter().zip(types).map(|(name, ty)| copy(message, name, ty));
        quote!(#pattern => Self #variant { #(#members: #copies),* },)
    });
    let items = quote! {
        #[inline]
        fn clone(&self) -> Self {
            match self { #(#arms)* }
        }
    };
    quote_spanned! {ident.span()=>
        impl #impl_generics ::core::clone::Clone for #ident #parameters #clause { #items }
    }
}

/// A field, cloned. That it can be is demanded elsewhere, but there the parameters are `Portable`
/// and here they are only `Clone`: where there are any, it is demanded here too.
fn copy(message: &Message, name: &Ident, ty: &Type) -> TokenStream {
    match message.item.generics.type_params().next() {
        Some(_) => quote!(::core::clone::Clone::clone(#name)),
        None => quote_spanned!(ty.span()=> __p::Copied::<#ty>::copy(#name)),
    }
}

fn debug(message: &Message) -> TokenStream {
    let generics = bounded(message, &quote!(::core::fmt::Debug));
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    let types = types(message);
    let arms = shape::all(message).into_iter().zip(types).map(|(arm, types)| {
        let pattern = arm.of(&quote!(Self));
        let name = arm.variant.unwrap_or(ident).unraw().to_string();
        let shown = shown(&arm, &name, &types);
        quote!(#pattern => #shown,)
    });
    let items = quote! {
        fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
            match self { #(#arms)* }
        }
    };
    quote_spanned! {ident.span()=>
        impl #impl_generics ::core::fmt::Debug for #ident #parameters #clause { #items }
    }
}

/// One struct or variant as `{:?}` shows it.
fn shown(arm: &Arm<'_>, name: &str, types: &[&Type]) -> TokenStream {
    let fields = arm
        .names
        .iter()
        .zip(types)
        .map(|(name, ty)| quote_spanned!(ty.span()=> __p::Shown::<#ty>::show(#name)));
    let members = arm.members();
    match members.first() {
        None => quote!(formatter.write_str(#name)),
        Some(Member::Unnamed(_)) => quote! {
            formatter.debug_tuple(#name)
                #(.field(#fields))*
                .finish()
        },
        Some(Member::Named(_)) => {
            let labels = members.iter().map(|member| match member {
                Member::Named(name) => name.unraw().to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            });
            quote! {
                formatter.debug_struct(#name)
                    #(.field(#labels, #fields))*
                    .finish()
            }
        }
    }
}

/// The types of the fields, by struct or variant.
fn types(message: &Message) -> Vec<Vec<&Type>> {
    shape::all(message)
        .iter()
        .map(|arm| arm.fields.iter().map(|field| &field.ty).collect())
        .collect()
}

/// The parameters, each with the trait: as `derive` has it.
fn bounded(message: &Message, bound: &TokenStream) -> Generics {
    let mut generics = message.item.generics.clone();
    for param in generics.type_params_mut() {
        param.bounds.push(parse_quote!(#bound));
    }
    generics
}
