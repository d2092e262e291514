//! The `impl` block, read as far as it has to be.
//!
//! What stands in a function is its author's business, finished or half-typed: it is not parsed,
//! and goes back token by token. So an error in one handler is told by the compiler at its place,
//! the other handlers are handlers nevertheless, and editors see the code that was written.

use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree, token_stream::IntoIter};
use quote::{ToTokens, quote};
use syn::{Attribute, ItemImpl, Signature, Token, Visibility, parse::Parser, parse2};

/// Splits the block: what stands before its braces, as a block with nothing in it, and what
/// stands between them. None for anything that is no `impl` block.
pub(super) fn split(tokens: &TokenStream) -> Option<(ItemImpl, Vec<Member>)> {
    let mut head: Vec<TokenTree> = tokens.clone().into_iter().collect();
    match head.pop()? {
        // An item that came through a macro as a whole.
        TokenTree::Group(whole) if head.is_empty() && whole.delimiter() == Delimiter::None => {
            split(&whole.stream())
        }
        TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
            let mut empty = Group::new(Delimiter::Brace, TokenStream::new());
            empty.set_span(body.span());
            head.push(empty.into());
            let block = parse2(head.into_iter().collect()).ok()?;
            Some((block, members(body.stream())))
        }
        _ => None,
    }
}

/// One thing in the block.
pub(super) struct Member {
    pub(super) attrs: Vec<Attribute>,
    /// All after the attributes, as it was written.
    tokens: TokenStream,
    pub(super) kind: Kind,
}

/// What it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Function,
    Other,
}

impl Member {
    /// The signature of a function.
    pub(super) fn signature(&self) -> syn::Result<Signature> {
        let parser = |input: syn::parse::ParseStream<'_>| {
            input.parse::<Visibility>()?;
            input.parse::<Option<Token![default]>>()?;
            let signature = input.parse()?;
            // The body, whatever is in it.
            input.parse::<TokenStream>()?;
            Ok(signature)
        };
        parser.parse2(self.tokens.clone())
    }

    /// Takes out of a function what stands in it.
    pub(super) fn hollow(&mut self) {
        let mut tokens: Vec<TokenTree> = self.tokens.clone().into_iter().collect();
        let is_body = |token: &TokenTree| matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if tokens.pop_if(|last| is_body(last)).is_some() {
            tokens.push(Group::new(Delimiter::Brace, quote!(::core::unreachable!())).into());
            self.tokens = tokens.into_iter().collect();
        }
    }
}

impl ToTokens for Member {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        for attribute in &self.attrs {
            attribute.to_tokens(tokens);
        }
        tokens.extend(self.tokens.clone());
    }
}

fn members(body: TokenStream) -> Vec<Member> {
    let mut tokens = body.into_iter().peekable();
    let mut members = Vec::new();
    while tokens.peek().is_some() {
        members.push(member(&mut tokens));
    }
    members
}

fn member(tokens: &mut Peekable<IntoIter>) -> Member {
    let written = attributes(tokens);
    let (rest, kind) = item(tokens);
    match Attribute::parse_outer.parse2(written.clone()) {
        Ok(attrs) => Member { attrs, tokens: rest, kind },
        // The compiler says what is wrong with them.
        Err(_) => {
            let tokens = written.into_iter().chain(rest).collect();
            Member { attrs: Vec::new(), tokens, kind: Kind::Other }
        }
    }
}

/// The attributes that come next.
fn attributes(tokens: &mut Peekable<IntoIter>) -> TokenStream {
    let mut attributes = TokenStream::new();
    while tokens.peek().is_some_and(|token| is(token, '#')) {
        attributes.extend(tokens.next());
        // `#!`
        attributes.extend(tokens.next_if(|token| is(token, '!')));
        attributes.extend(tokens.next_if(|token| matches!(token, TokenTree::Group(_))));
    }
    attributes
}

/// What comes next, up to its body or its semicolon.
fn item(tokens: &mut Peekable<IntoIter>) -> (TokenStream, Kind) {
    let mut item = Vec::<TokenTree>::new();
    let mut kind = None;
    while let Some(token) = tokens.next() {
        let before = item.last().cloned();
        item.push(token.clone());
        match &token {
            TokenTree::Ident(word) if kind.is_none() && word == "fn" => kind = Some(Kind::Function),
            TokenTree::Punct(_) if is(&token, ';') => break,
            // A type or a value follows, in which anything may stand.
            TokenTree::Punct(_) if kind.is_none() && (is(&token, ':') || is(&token, '=')) => {
                kind = Some(Kind::Other);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let is_argument = before.is_some_and(|token| is(&token, '<') || is(&token, ','))
                    && tokens.peek().is_some_and(|token| is(token, '>') || is(token, ','));
                if kind != Some(Kind::Other) && !is_argument {
                    break;
                }
            }
            // A function without a body, still to be written.
            _ if kind == Some(Kind::Function)
                && tokens.peek().is_some_and(|next| is(next, '#'))
                && !is(&token, '<')
                && !is(&token, ',') =>
            {
                break;
            }
            _ => {}
        }
    }
    (item.into_iter().collect(), kind.unwrap_or(Kind::Other))
}

fn is(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn texts(tokens: &TokenStream) -> Vec<String> {
        let (_, members) = split(tokens).expect("a block");
        members.iter().map(|member| member.to_token_stream().to_string()).collect()
    }

    #[test]
    fn every_kind_of_member_is_one() {
        let block = quote! {
            impl Counter {
                #![allow(dead_code)]
                pub const LIMIT: Limits<{ 1 + 2 }> = Limits { most: 3 };
                const FUNCTION: fn(u64) -> u64 = double;
                type Alias = fn() -> u64;
                other! { fn nothing() {} }
                third!(x);
                /// Docs.
                #[handler]
                pub(in a::b) const unsafe extern "C" fn add<const N: u64>(&mut self) -> Of<{ 1 }, 2>
                where
                    u64: Clone,
                {
                    1
                }
                fn last() {}
            }
        };
        let texts = texts(&block);
        assert_eq!(texts.len(), 7, "{texts:#?}");
        assert!(texts[0].starts_with("# ! [allow"), "{}", texts[0]);
        assert!(texts[5].ends_with("{ 1 }"), "{}", texts[5]);
    }

    #[test]
    fn a_function_without_a_body_ends_before_the_next_attribute() {
        let block = quote! {
            impl Counter {
                fn half
                #[handler]
                fn whole(&mut self, _: Add) {}
            }
        };
        assert_eq!(texts(&block).len(), 2);
    }

    #[test]
    fn what_is_no_block_is_left_alone() {
        assert!(
            split(&quote!(
                struct Counter(u64);
            ))
            .is_none()
        );
        assert!(
            split(&quote!(
                struct Counter {
                    total: u64,
                }
            ))
            .is_none()
        );
        assert!(
            split(&quote!(
                fn counter() {}
            ))
            .is_none()
        );
    }
}
