//! From tokens to the model. It looks at one thing at a time: a setting, a parameter, a method.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{GenericParam, Ident, Item, ItemImpl, Type, parse2};

use self::block::Member;

use super::model::Actor;
use crate::{attrs, errors::Mistakes, words};

mod block;
mod borrowed;
mod handler;
mod init;
mod options;
mod own_type;
mod ready;
mod roles;

/// The model of an `#[actor]` block; none where there is no block to speak of.
pub(super) fn actor(
    options: TokenStream,
    block: &TokenStream,
    mistakes: &mut Mistakes,
) -> Option<Actor> {
    let (mut block, members) = impl_block(block, mistakes)?;
    let name = type_name(&block, mistakes)?;
    let options = options::options(options, mistakes);
    if !attrs::take(&mut block.attrs, "actor").is_empty() {
        mistakes.at_span(name.span(), words::repeated_attribute("actor"));
    }
    let troupe = options::troupe(&mut block.attrs, mistakes);
    let transient = options::transient(&mut block.attrs, mistakes);
    let init_messages = ready::init_messages(&mut block.attrs, mistakes);
    let requires = options::requirements(&mut block.attrs, mistakes);
    let roles = roles::roles(&mut block, members, mistakes);
    Some(Actor {
        block,
        name,
        options,
        handlers: roles.handlers,
        has_lost: roles.has_lost,
        exits: roles.exits,
        fallbacks: roles.fallbacks,
        init: roles.init,
        inits: roles.inits,
        lost_arguments: roles.lost_arguments,
        checks: roles.checks,
        requires,
        troupe,
        transient,
        init_messages,
        readies: roles.readies,
    })
}

/// The block, which must be one of the actor's own.
fn impl_block(tokens: &TokenStream, mistakes: &mut Mistakes) -> Option<(ItemImpl, Vec<Member>)> {
    let Some((block, members)) = block::split(tokens) else {
        let other = mistakes.ok(parse2::<Item>(tokens.clone()))?;
        let (tokens, found) = describe(&other);
        mistakes.at(tokens, words::actor_on(found));
        return None;
    };
    if let Some((path, _)) = &block.trait_ {
        mistakes.at(path, words::ACTOR_ON_TRAIT);
        return None;
    }
    Some((block, members))
}

/// The block without the attributes that only `#[actor]` understands: for one that can't be an
/// actor for another reason.
pub(super) fn bare(tokens: &TokenStream) -> TokenStream {
    match block::split(tokens) {
        // The compiler would say the same of it once more.
        Some((block, _)) if is_builtin(&block.self_ty) => TokenStream::new(),
        Some((block, members)) => roles::bare(block, members).into_token_stream(),
        None => tokens.clone(),
    }
}

/// What an item is, in words, and what to underline.
fn describe(item: &Item) -> (TokenStream, &'static str) {
    match item {
        Item::Struct(item) => (item.ident.to_token_stream(), "the struct"),
        Item::Enum(item) => (item.ident.to_token_stream(), "the enum"),
        Item::Fn(item) => (item.sig.ident.to_token_stream(), "a function"),
        Item::Mod(item) => (item.ident.to_token_stream(), "a module"),
        Item::Trait(item) => (item.ident.to_token_stream(), "a trait"),
        other => (quote!(#other), "this"),
    }
}

/// Whether a type is one that comes with the language.
fn is_builtin(ty: &Type) -> bool {
    const NAMES: [&str; 21] = [
        "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "str", "u8",
        "u16", "u32", "u64", "u128", "usize", "String", "Vec", "Option", "Box",
    ];
    match attrs::peel_type(ty) {
        Type::Path(ty) if ty.path.segments.len() == 1 => {
            NAMES.iter().any(|name| ty.path.segments[0].ident == name)
        }
        _ => false,
    }
}

/// The name of the actor's type.
fn type_name(block: &ItemImpl, mistakes: &mut Mistakes) -> Option<Ident> {
    let mut is_well = true;
    for param in &block.generics.params {
        if let GenericParam::Lifetime(lifetime) = param {
            mistakes.at(lifetime, words::ACTOR_LIFETIME);
            is_well = false;
        }
    }
    let Some(segment) = attrs::last_segment(&block.self_ty) else {
        mistakes.at(&block.self_ty, words::ACTOR_TYPE);
        return None;
    };
    if is_builtin(&block.self_ty) {
        mistakes.at(&block.self_ty, words::ACTOR_TYPE);
        return None;
    }
    is_well.then(|| segment.ident.clone())
}
