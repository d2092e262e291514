//! Attributes that stand where `#[actor]` can't see them.

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::quote;
use syn::{ItemImpl, parse2, spanned::Spanned};

use crate::{attrs, errors::Mistakes, words};

/// Where an attribute belongs.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// On a method of an `#[actor]` block.
    Method,
    /// On the block itself, below `#[actor]`.
    Block,
}

/// The item as it is, and where the attribute belongs.
pub(crate) fn expand(name: &str, place: Place, item: TokenStream) -> TokenStream {
    let mut mistakes = Mistakes::default();
    mistakes.at_span(name_span(&item), sentence(name, place, &item));
    let mistakes = mistakes.into_tokens();
    quote! { #item #mistakes }
}

fn sentence(name: &str, place: Place, item: &TokenStream) -> String {
    match place {
        Place::Method => words::stray_method(name),
        Place::Block if is_above_actor(item) => words::above_actor(name),
        Place::Block => words::stray_block(name),
    }
}

fn is_above_actor(item: &TokenStream) -> bool {
    parse2::<ItemImpl>(item.clone())
        .is_ok_and(|block| block.attrs.iter().any(|attribute| attrs::is(attribute, "actor")))
}

/// What an item is called: there the user looks for the attribute.
pub(crate) fn name_span(item: &TokenStream) -> Span {
    if let Ok(block) = parse2::<ItemImpl>(item.clone()) {
        return block.self_ty.span();
    }
    let mut tokens = item.clone().into_iter().skip_while(|token| !is_keyword(token)).skip(1);
    tokens.next().map_or_else(Span::call_site, |name| name.span())
}

/// Whether the name comes next.
fn is_keyword(token: &TokenTree) -> bool {
    let keywords = ["fn", "struct", "enum", "mod", "trait", "type", "const", "static", "union"];
    matches!(token, TokenTree::Ident(ident) if keywords.iter().any(|keyword| ident == keyword))
}
