//! How the written code names things: nothing of the user's scope but the user's own tokens.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Generics, Ident, LitStr, Path, ext::IdentExt};

/// The crate `actors`, as the user's crate knows it.
#[derive(Clone)]
pub(crate) struct Crate(Option<Path>);

impl Crate {
    /// The name given with `crate = …`, or `::actors`.
    pub(crate) const fn new(renamed: Option<Path>) -> Self {
        Self(renamed)
    }

    /// The root of the crate.
    pub(crate) fn root(&self) -> TokenStream {
        match &self.0 {
            Some(path) => quote!(#path),
            None => quote!(::actors),
        }
    }

    /// The block in which the written code stands: what it is called is nobody's business, no lint
    /// of the user's looks into it, and `__p` is what the attributes need of the crate.
    /// It is left out with the item whose `cfg` attributes these are.
    pub(crate) fn private(&self, cfgs: &[Attribute], items: &TokenStream) -> TokenStream {
        let root = self.root();
        let quiet = quiet();
        quote! {
            #(#cfgs)*
            #quiet
            const _: () = {
                use #root::__private as __p;
                use __p::{
                    Unable as _, UnableCase as _, UnableRunning as _, UnableStartup as _,
                    UnableTurned as _,
                };
                #items
            };
        }
    }
}

/// The parameters of an `impl` or a function, in brackets that nobody wrote: so the compiler does not
/// propose to write something between them, and a name that it does not know it tells once.
pub(crate) fn brackets(generics: &Generics) -> TokenStream {
    let (parameters, _, _) = generics.split_for_impl();
    if generics.params.is_empty() { quote!(<>) } else { quote!(#parameters) }
}

/// Silences the lints that a user may have asked for in the user's own code.
fn quiet() -> TokenStream {
    quote! {
        #[allow(
            clippy::all,
            clippy::nursery,
            clippy::pedantic,
            clippy::restriction,
            dead_code,
            deprecated,
            elided_lifetimes_in_paths,
            missing_debug_implementations,
            missing_docs,
            non_camel_case_types,
            non_local_definitions,
            non_snake_case,
            private_bounds,
            private_interfaces,
            single_use_lifetimes,
            trivial_casts,
            unreachable_code,
            unreachable_patterns,
            unreachable_pub,
            unused_imports,
            unused_lifetimes,
            unused_qualifications,
            unused_results,
            unused_variables,
            variant_size_differences
        )]
    }
}

/// The wire name of a type: the one that was given, or its place in the program.
pub(crate) fn name_of(ident: &Ident, given: Option<&LitStr>) -> TokenStream {
    if let Some(given) = given {
        return quote!(#given);
    }
    let ident = format!("::{}", ident.unraw());
    quote!(::core::concat!(::core::module_path!(), #ident))
}
