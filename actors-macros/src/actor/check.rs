//! What only the whole block shows. What is wrong is told and taken out of the model.

use std::collections::{HashMap, HashSet};

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, format_ident};
use syn::Ident;

use super::model::{Actor, Comes, Handler, Process};
use crate::{
    attrs::{self, spelled},
    errors::Mistakes,
    words,
};

/// Checks the whole block.
pub(super) fn actor(actor: &mut Actor, mistakes: &mut Mistakes) {
    names(actor, mistakes);
    init_messages(actor, mistakes);
    parameters(actor, mistakes);
    one_method_each(&mut actor.handlers);
    one_handler_each(&mut actor.handlers, mistakes);
    one_handler_each(&mut actor.exits, mistakes);
    one_fallback(actor, mistakes);
    one_init(actor, mistakes);
    one_check(actor, mistakes);
    capabilities(actor, mistakes);
    troupe(actor, mistakes);
    transient(actor, mistakes);
    variants(actor);
}

/// Only an actor that other processes know by name can have one.
fn names(actor: &mut Actor, mistakes: &mut Mistakes) {
    let sentence = match &actor.options.process {
        Some(Process::Creator) => words::LOCAL_NAME,
        _ if actor.is_generic() => words::GENERIC_NAME,
        _ => return,
    };
    if let Some(name) = actor.options.name.take() {
        mistakes.at(name, sentence);
    }
}

/// A parameter of which nothing is said is no message, and can't be in one.
fn parameters(actor: &mut Actor, mistakes: &mut Mistakes) {
    let free: Vec<Ident> = free_parameters(actor).collect();
    for param in free {
        let is_in = |ty: &dyn ToTokens| mentions(ty.to_token_stream(), &param);
        let before = actor.handlers.len();
        actor.handlers.retain(|handler| !is_in(&handler.message) && !is_in(&handler.output));
        if actor.handlers.len() < before {
            mistakes.at(&param, words::free_parameter(&param));
        }
    }
}

fn free_parameters(actor: &Actor) -> impl Iterator<Item = Ident> {
    let generics = &actor.block.generics;
    let clause = generics.where_clause.to_token_stream();
    let free = generics.type_params().filter(|param| param.bounds.is_empty());
    free.map(|param| param.ident.clone()).filter(move |param| !mentions(clause.clone(), param))
}

/// Whether `name` is somewhere among `tokens`.
fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        _ => false,
    })
}

/// Of two methods of one name the compiler says that they are; the second is no handler, since
/// nobody could call it.
fn one_method_each(handlers: &mut Vec<Handler>) {
    let mut seen = HashSet::new();
    handlers.retain(|handler| !handler.cfgs.is_empty() || seen.insert(handler.method.clone()));
}

/// Two handlers whose message is spelled alike; of other spellings the compiler knows.
fn one_handler_each(handlers: &mut Vec<Handler>, mistakes: &mut Mistakes) {
    // Handlers that `cfg` takes in turns are the user's business.
    let mut seen = HashMap::<String, bool>::new();
    handlers.retain(|handler| {
        let message = spelled(&handler.message);
        let is_always = handler.cfgs.is_empty();
        let is_second =
            is_always && seen.get(&message).is_some_and(|first_is_always| *first_is_always);
        if is_second {
            mistakes.at(&handler.message, words::same_message(&message));
        }
        seen.entry(message).or_insert(is_always);
        !is_second
    });
}

fn one_fallback(actor: &mut Actor, mistakes: &mut Mistakes) {
    let is_in_turns = |handler: &Handler| !handler.cfgs.is_empty();
    if actor.fallbacks.iter().any(is_in_turns) {
        return;
    }
    for second in actor.fallbacks.drain(1.min(actor.fallbacks.len())..) {
        mistakes.at(second.method, words::TWO_FALLBACKS);
    }
}

fn one_init(actor: &mut Actor, mistakes: &mut Mistakes) {
    for second in actor.inits.drain(1.min(actor.inits.len())..) {
        mistakes.at(second.function, words::TWO_INITS);
    }
}

fn one_check(actor: &mut Actor, mistakes: &mut Mistakes) {
    for second in actor.checks.drain(1.min(actor.checks.len())..) {
        mistakes.at(second.function, words::TWO_CHECKS);
    }
}

fn capabilities(actor: &mut Actor, mistakes: &mut Mistakes) {
    let mut seen = HashSet::new();
    actor.requires.retain(|requirement| {
        let key = requirement.key.value();
        let is_first = seen.insert(key.clone());
        if !is_first {
            mistakes.at(&requirement.key, words::same_capability(&key));
        }
        is_first
    });
}

fn troupe(actor: &mut Actor, mistakes: &mut Mistakes) {
    let Some(troupe) = &actor.troupe else { return };
    if let Some(idle) = &troupe.idle
        && idle.value > troupe.max.value
    {
        mistakes.at(&idle.literal, words::idle_above_max(idle.value, troupe.max.value));
        actor.troupe = None;
    }
}

/// An actor ends in one way by itself, and a troupe in none.
fn transient(actor: &mut Actor, mistakes: &mut Mistakes) {
    for second in actor.transient.drain(1.min(actor.transient.len())..) {
        mistakes.at(second.attribute, words::TWO_TRANSIENTS);
    }
    if actor.troupe.is_some() {
        for transient in actor.transient.drain(..) {
            mistakes.at(transient.attribute, words::TRANSIENT_TROUPE);
        }
    }
}

/// What is waited for has a handler, and what follows is one thing.
fn init_messages(actor: &mut Actor, mistakes: &mut Mistakes) {
    for second in actor.readies.drain(1.min(actor.readies.len())..) {
        mistakes.at(second.method, words::TWO_READIES);
    }
    let Some(first) = &actor.init_messages else {
        for ready in actor.readies.drain(..) {
            mistakes.at(ready.method, words::ON_READY_ALONE);
        }
        return;
    };
    if actor.troupe.is_some() {
        mistakes.at(&first.attribute, words::INIT_MESSAGES_TROUPE);
    }
    let mut seen = HashSet::new();
    for message in first.messages.iter().flatten() {
        let name = spelled(attrs::peel_type(message));
        if !seen.insert(name.clone()) {
            mistakes.at(message, words::waits_twice(&name));
            continue;
        }
        let is_it = |handler: &&mut Handler| spelled(attrs::peel_type(&handler.message)) == name;
        // Several, where `cfg` takes them in turns.
        let handlers = actor.handlers.iter_mut().filter(is_it);
        let found = handlers.map(|handler| handler.comes = Comes::First).count();
        // That a handler can't be read is told already.
        if found == 0 && !actor.has_lost {
            let handled: Vec<String> =
                actor.handlers.iter().map(|handler| spelled(&handler.message)).collect();
            mistakes.at(message, words::waits_for_unhandled(&name, &handled));
        }
    }
    if actor.troupe.is_some() || first.messages.is_none() {
        actor.init_messages = None;
        actor.readies.clear();
    }
}

/// Gives every handler a variant of its own in the envelope, named after the method.
fn variants(actor: &mut Actor) {
    // These the envelope has for itself, and `Self` is no name.
    let mut taken: HashSet<String> =
        ["Exit", "Fallback", "TroupeSettings", "TroupeStatus", "Unused", "Self"]
            .map(String::from)
            .into();
    for (index, handler) in actor.handlers.iter_mut().enumerate() {
        let name = camel_case(&handler.method);
        handler.variant = match taken.insert(name.clone()) {
            true => format_ident!("{name}"),
            false => format_ident!("{name}{index}_"),
        };
    }
}

/// `ChildExited` for `child_exited`.
fn camel_case(method: &Ident) -> String {
    let name = method.to_string();
    let words = name.trim_start_matches("r#").split('_').filter(|word| !word.is_empty());
    let mut camel = String::new();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().into_iter().flat_map(char::to_uppercase));
        camel.push_str(letters.as_str());
    }
    // A name of underscores alone, or one that begins with a digit without them.
    if camel.starts_with(|first: char| !first.is_alphabetic()) || camel.is_empty() {
        camel.insert_str(0, "Handler");
    }
    camel
}
