//! `#[message]`: a struct or an enum that can be sent.

use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::Mistakes;

mod check;
mod expand;
mod model;
mod parse;

/// Runs the steps. Where there is nothing to speak of, the item comes out as it is.
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(mut message) = parse::message(options, item, &mut mistakes) else {
        let mistakes = mistakes.into_tokens();
        return quote! { #item #mistakes };
    };
    let borrows = check::message(&mut message, &mut mistakes);
    let expanded = match borrows {
        check::Borrows::Nothing => expand::message(&message),
        // What serde would say to it is the same, and less clear.
        check::Borrows::Something => expand::bare(&message),
    };
    let mistakes = mistakes.into_tokens();
    quote! { #expanded #mistakes }
}
