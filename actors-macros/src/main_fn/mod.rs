//! `#[actors::main]` and `#[actors::test]`: an `async fn` that brings its runtime along.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{ItemFn, parse2};

use crate::{errors::Mistakes, stray, words};

mod check;
mod expand;
mod options;

/// Which of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Main,
    Test,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Test => "test",
        }
    }
}

/// Runs the steps. A `main` always comes out, so that nobody says that there is none.
pub(crate) fn expand(options: TokenStream, function: &TokenStream, kind: Kind) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Ok(function) = parse2::<ItemFn>(function.clone()) else {
        mistakes.at_span(stray::name_span(function), words::function_on(kind.name()));
        let mistakes = mistakes.into_tokens();
        return quote! { #function #mistakes };
    };
    let options = options::options(options, kind, &mut mistakes);
    check::threads(&function, &options, kind, &mut mistakes);
    let is_right = check::function(&function, kind, &mut mistakes);
    let expanded = match is_right {
        true => expand::function(&function, &options, kind),
        false => expand::hollow(&function),
    };
    let mistakes = mistakes.into_tokens();
    quote! { #expanded #mistakes }
}
