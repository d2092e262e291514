//! What `main` and a test can't have.

use syn::ItemFn;

use super::{
    Kind,
    options::{Options, Threads},
};
use crate::{errors::Mistakes, words};

/// A `main` without async has no runtime whose threads could be counted.
pub(super) fn threads(function: &ItemFn, options: &Options, kind: Kind, mistakes: &mut Mistakes) {
    let has_none = kind == Kind::Main && function.sig.asyncness.is_none();
    if has_none && !matches!(options.threads, Threads::Usual) {
        mistakes.at(function.sig.fn_token, words::THREADS_WITHOUT_ASYNC);
    }
}

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
    if sig.asyncness.is_none() && kind == Kind::Test {
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
