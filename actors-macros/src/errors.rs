//! The mistakes of one use of an attribute, gathered so that all are told at once.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;

/// The mistakes that were found so far. They must be reported: dropping them is a bug.
#[derive(Default)]
pub(crate) struct Mistakes {
    found: Vec<syn::Error>,
}

impl Mistakes {
    /// Notes a mistake in `tokens`.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, sentence: impl Display) {
        self.found.push(syn::Error::new_spanned(tokens, sentence));
    }

    /// Notes a mistake at `span`.
    pub(crate) fn at_span(&mut self, span: Span, sentence: impl Display) {
        self.found.push(syn::Error::new(span, sentence));
    }

    /// Notes a mistake that the parser found.
    pub(crate) fn add(&mut self, error: syn::Error) {
        self.found.push(error);
    }

    /// What went well; what did not is noted.
    pub(crate) fn ok<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.add(error)).ok()
    }

    /// How many were noted.
    pub(crate) const fn count(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The compile errors.
    pub(crate) fn into_tokens(mut self) -> TokenStream {
        self.found.drain(..).map(|error| error.to_compile_error()).collect()
    }
}

impl Drop for Mistakes {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.found.is_empty(), "mistakes were found and not reported");
        }
    }
}
