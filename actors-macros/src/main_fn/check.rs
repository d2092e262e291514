//! What `main` and a test can't have.

use syn::ItemFn;

use super::Kind;
use crate::{errors::Mistakes, words};

/// Whether the function can be run.
pub(super) fn function(function: &ItemFn, kind: Kind, mistakes: &mut Mistakes) -> bool {
    let sig = &function.sig;
    let mut is_right = true;
    let mut wrong = |tokens: &dyn quote::ToTokens, sentence: String| {
        mistakes.at(tokens, sentence);
        is_right = false;
    };
    if kind == Kind::Main && sig.ident != "main" {
        wrong(&sig.ident, words::MAIN_NAME.to_owned());
    }
    if sig.asyncness.is_none() {
        wrong(&sig.fn_token, words::not_async(&sig.ident.to_string()));
    }
    if !sig.inputs.is_empty() {
        let sentence = match kind {
            Kind::Main => words::MAIN_ARGUMENTS,
            Kind::Test => words::TEST_ARGUMENTS,
        };
        wrong(&sig.inputs, sentence.to_owned());
    }
    if !sig.generics.params.is_empty() {
        wrong(&sig.generics, words::function_generics(&sig.ident.to_string()));
    }
    is_right
}
