//! From the function to one that starts the runtime first.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, ReturnType};

use super::{
    Kind,
    options::{Options, Threads},
};
use crate::paths::Crate;

/// The function: it runs the user's on a runtime. `main` first asks whether its process is the
/// user's at all; the processes of a test know it before.
pub(super) fn function(function: &ItemFn, options: &Options, kind: Kind) -> TokenStream {
    let ItemFn { attrs, vis, sig, block, .. } = function;
    let root = Crate::new(options.krate.clone()).root();
    let (name, output) = (&sig.ident, &sig.output);
    let threads = threads(&options.threads, kind);
    if sig.asyncness.is_none() {
        // What needs a runtime brings its own.
        return quote! {
            #(#attrs)*
            #vis fn #name() #output {
                #sig #block
                #root::__private::enter();
                #name()
            }
        };
    }
    let enter = (kind == Kind::Main).then(|| quote!(#root::__private::enter();));
    let test = (kind == Kind::Test).then(|| quote!(#[::core::prelude::v1::test]));
    quote! {
        #test
        #(#attrs)*
        #vis fn #name() #output {
            #sig #block
            #enter
            #root::__private::block_on(#root::__private::Threads::#threads, #name())
        }
    }
}

fn threads(threads: &Threads, kind: Kind) -> TokenStream {
    match (threads, kind) {
        (Threads::Usual, Kind::Main) => quote!(EachCore),
        (Threads::Usual, Kind::Test) => quote!(Workers(2)),
        (Threads::Current, _) => quote!(Current),
        (Threads::Workers(count), _) => quote!(Workers(#count)),
    }
}

/// The function that stands in for one with a mistake: its body is not looked at.
pub(super) fn hollow(function: &ItemFn) -> TokenStream {
    let ItemFn { attrs, vis, sig, .. } = function;
    let name = &sig.ident;
    let output = match &sig.output {
        ReturnType::Default => None,
        output @ ReturnType::Type(..) => Some(quote!(#output)),
    };
    quote! {
        #(#attrs)*
        #vis fn #name() #output {
            ::core::panic!()
        }
    }
}
