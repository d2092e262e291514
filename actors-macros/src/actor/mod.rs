//! `#[actor]`: an `impl` block whose methods become handlers.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::errors::Mistakes;

mod check;
mod expand;
mod model;
mod parse;

/// Runs the steps. What is right comes out in any case, so that a mistake in one handler does not
/// make every use of the others a second error.
pub(crate) fn expand(options: TokenStream, block: &TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    let Some(mut actor) = parse::actor(options, block, &mut mistakes) else {
        let mistakes = mistakes.into_tokens();
        let block = match syn::parse2(block.clone()) {
            Ok(block) => parse::bare(block).into_token_stream(),
            Err(_) => block.clone(),
        };
        return quote! { #block #mistakes };
    };
    check::actor(&mut actor, &mut mistakes);

    // A method that was to be a handler, and isn't for a mistake, is not called by anybody.
    let quiet = (!mistakes.is_empty()).then(|| quote!(#[allow(dead_code)]));
    let block = &actor.block;
    let expanded = expand::actor(&actor);
    let mistakes = mistakes.into_tokens();
    quote! { #quiet #block #expanded #mistakes }
}
