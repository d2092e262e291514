//! What a message is a kind of, and what the executable knows of it by its wire name.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{ext::IdentExt, spanned::Spanned};

use super::generics;
use crate::{
    message::model::{Message, Reach},
    paths::brackets,
    words,
};

/// The constant with what it is a kind of.
pub(super) fn list(message: &Message) -> Option<TokenStream> {
    let kinds = message
        .options
        .kinds
        .iter()
        .map(|kind| quote_spanned!(kind.span()=> __p::Turned::<Self, #kind>::KIND));
    (!message.options.kinds.is_empty())
        .then(|| quote!(const KINDS: &'static [__p::Kind] = &[#(#kinds),*];))
}

/// How it becomes each of them, at the user's own name of the kind: what is missing is told there.
pub(super) fn kinds(message: &Message) -> Option<TokenStream> {
    let generics = generics(message);
    let (_, parameters, clause) = generics.split_for_impl();
    let impl_generics = brackets(&generics);
    let ident = &message.item.ident;
    let kinds = message.options.kinds.iter().map(|kind| {
        let name = quote!(#kind).to_string().replace(' ', "");
        // See `brackets`.
        let nameless = quote!(_);
        let sentence = words::kinds_of_one_another(name, ident.unraw());
        quote_spanned! {kind.span()=>
            impl #impl_generics __p::KindOf<#kind> for #ident #parameters #clause {
                fn into_kind(self) -> #kind {
                    <#kind as ::core::convert::From<#ident #parameters>>::from(self)
                }
            }

            const #nameless: () = ::core::assert!(
                !__p::Turned::<#ident, #kind>::IS_CIRCLE,
                #sentence
            );
        }
    });
    (!message.options.kinds.is_empty()).then(|| quote!(#(#kinds)*))
}

/// The entry by which the executable finds the type by its wire name. With parameters there is no
/// saying which types there are, and a local message never comes as bytes.
pub(super) fn announced(message: &Message) -> Option<TokenStream> {
    if message.options.reach == Reach::Local || !message.item.generics.params.is_empty() {
        return None;
    }
    let root = message.options.krate().root();
    let ident = &message.item.ident;
    Some(quote! {
        #[#root::__private::linkme::distributed_slice(#root::__private::MESSAGES)]
        #[linkme(crate = #root::__private::linkme)]
        static MESSAGE: __p::Known = __p::Announced::<#ident>::KNOWN;
    })
}
