//! What an editor sees of an expansion.
//!
//! What is written for the compiler stands at the place of the user's own tokens, so that it objects
//! there. To rust-analyzer, which looks for the meaning of a token in everything that stands at its
//! place, a message's type would then also mean each thing that was written for it: «go to
//! definition» would offer a dozen. So there, and only there, what was written stands at the
//! attribute, and the user's tokens are alone in their places.

use std::{collections::HashSet, sync::OnceLock};

use proc_macro2::{Delimiter, Group, Span, TokenStream, TokenTree};

/// `written`, made of `given`, as whoever reads it needs it.
pub(crate) fn show(given: &TokenStream, written: TokenStream) -> TokenStream {
    if is_editor() { apart(given, written) } else { written }
}

/// Whether this is the process in which rust-analyzer runs macros.
fn is_editor() -> bool {
    static IS_EDITOR: OnceLock<bool> = OnceLock::new();
    *IS_EDITOR.get_or_init(|| {
        let program = std::env::current_exe().ok();
        let name = program.as_deref().and_then(std::path::Path::file_name);
        name.is_some_and(|name| name.to_string_lossy().starts_with("rust-analyzer"))
    })
}

/// A token at its place.
type Placed = (String, String);

fn placed(token: &TokenTree) -> Placed {
    let text = match token {
        TokenTree::Group(group) => match group.delimiter() {
            Delimiter::Parenthesis => "(".to_owned(),
            Delimiter::Brace => "{".to_owned(),
            Delimiter::Bracket => "[".to_owned(),
            Delimiter::None => String::new(),
        },
        other => other.to_string(),
    };
    (text, format!("{:?}", token.span()))
}

/// Moves to the attribute what stands at the place of a given token and is another.
fn apart(given: &TokenStream, written: TokenStream) -> TokenStream {
    let mut own = HashSet::new();
    gather(given, &mut own);
    moved(&written, &own).unwrap_or(written)
}

fn gather(tokens: &TokenStream, own: &mut HashSet<Placed>) {
    for token in tokens.clone() {
        own.insert(placed(&token));
        if let TokenTree::Group(group) = &token {
            gather(&group.stream(), own);
        }
    }
}

/// The tokens, if one of them had to be moved.
fn moved(tokens: &TokenStream, own: &HashSet<Placed>) -> Option<TokenStream> {
    let mut any = false;
    let tokens = tokens.clone().into_iter().map(|mut token| {
        let is_own = own.contains(&placed(&token));
        // A group that stays as it is keeps the places of both its brackets.
        if let TokenTree::Group(group) = &token
            && let Some(inner) = moved(&group.stream(), own)
        {
            let mut changed = Group::new(group.delimiter(), inner);
            changed.set_span(group.span());
            token = TokenTree::Group(changed);
            any = true;
        }
        if !is_own {
            token.set_span(Span::call_site());
            any = true;
        }
        token
    });
    let tokens = tokens.collect();
    any.then_some(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_change() {
        let given: TokenStream = "impl A { fn f(&self, (B): B) {} }".parse().expect("tokens");
        let text = "impl A { fn f(&self, (B): B) {} } impl H<B> for A { type R = [u8; 1]; }";
        let written: TokenStream = text.parse().expect("tokens");
        assert_eq!(apart(&given, written.clone()).to_string(), written.to_string());
    }

    #[test]
    fn the_compiler_gets_what_was_written() {
        assert!(!is_editor());
    }
}
