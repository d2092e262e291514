//! `#[actor]`: an `impl` block whose methods become handlers.

use proc_macro2::TokenStream;
use quote::quote;

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
        let block = parse::bare(block);
        return quote! { #block #mistakes };
    };
    check::actor(&mut actor, &mut mistakes);

    // A method that was to be a handler, and isn't for a mistake, is not called by anybody.
    let quiet = (!mistakes.is_empty()).then(|| quote!(#[allow(dead_code, unused_variables)]));
    let block = &actor.block;
    let expanded = expand::actor(&actor);
    let mistakes = mistakes.into_tokens();
    quote! { #quiet #block #expanded #mistakes }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text as one text.
    fn spelled(text: &str) -> String {
        text.parse::<TokenStream>().expect("balanced brackets").to_string()
    }

    /// What the attribute writes for `block`.
    fn expanded(block: &str) -> String {
        expand(TokenStream::new(), &block.parse().expect("balanced brackets")).to_string()
    }

    #[test]
    fn what_the_user_wrote_comes_out_as_it_was_written() {
        let methods = "
            /// Docs, and a comment.
            #[inline] pub(crate) async fn add(&mut self, Add(n): Add,) -> Vec<Vec<u64>,> where {
                let total = r#\"raw\"#.len() as u64 + 1_000u64 + 0x1F; // kept
                vec![vec![self.total, { n }, total,],]
            }
            const LIMIT: u64 = 1 << 3;
            other! { any thing => [goes] }
            fn helper<'a>(&'a self) -> &'a str { \"\" }
        ";
        let block = format!("impl Counter {{ {methods} }}");
        let with_handler = block.replace("#[inline]", "#[inline] #[handler]");
        assert!(expanded(&with_handler).starts_with(&spelled(&block)));
    }

    #[test]
    fn a_half_typed_handler_comes_out_too_and_the_others_are_handlers() {
        for half in ["self.", "let x = ;", "ctx.send(&self.target, Add(", "if self.total {", "@ $"]
        {
            // Brackets that were not closed, the compiler closes.
            let closed = half.matches('(').count() - half.matches(')').count();
            let half = format!("{half}{}", ")".repeat(closed));
            let half = if half.ends_with('{') { format!("{half} }}") } else { half };
            let block = |handler: &str| {
                format!(
                    "impl Counter {{ {handler} fn half(&mut self, _: Half) {{ {half} }} \
                     {handler} fn whole(&mut self, _: Whole) -> u64 {{ 1 }} }}"
                )
            };
            let written = expanded(&block("#[handler]"));
            assert!(written.starts_with(&spelled(&block(""))), "{written}");
            for message in ["Half", "Whole"] {
                assert!(written.contains(&spelled(&format!("Handles<{message}>"))), "{written}");
            }
            assert!(!written.contains("compile_error"), "{written}");
        }
    }

    #[test]
    fn a_half_typed_signature_is_told_and_the_others_are_handlers() {
        let written = expanded(
            "impl Counter { #[handler] fn half(&mut self, Add) {} #[handler] fn second( \
             ) #[handler] fn whole(&mut self, _: Whole) {} }",
        );
        assert!(written.contains("compile_error"), "{written}");
        assert!(written.contains(&spelled("Handles<Whole>")), "{written}");
        assert!(written.contains("fn second"), "{written}");
    }
}
