//! What an actor waits for before all else, and what it does when that has come.

use syn::{
    Attribute, FnArg, Ident, PatType, Receiver, ReceiverKind, ReturnType, Safety, Signature, Token,
    Type, parse::Parser, punctuated::Punctuated,
};

use super::{
    handler::{is_context, is_of_another, is_static},
    roles::Method,
};
use crate::{
    actor::model::{Extra, InitMessages, OnReady},
    attrs,
    errors::Mistakes,
    words,
};

/// Reads `#[init_messages(Database, Settings)]`.
pub(super) fn init_messages(
    attributes: &mut Vec<Attribute>,
    mistakes: &mut Mistakes,
) -> Option<InitMessages> {
    let mut found = attrs::take(attributes, "init_messages").into_iter();
    let attribute = found.next()?;
    for second in found {
        mistakes.at(second, words::repeated_attribute("init_messages"));
    }
    let tokens = attrs::arguments(&attribute, mistakes);
    let parser = Punctuated::<Type, Token![,]>::parse_terminated;
    let Ok(types) = parser.parse2(tokens.clone()) else {
        mistakes.at(tokens, words::INIT_MESSAGES_FORM);
        return Some(InitMessages { attribute, messages: None });
    };
    if types.is_empty() {
        mistakes.at(&attribute, words::NO_INIT_MESSAGES);
        return Some(InitMessages { attribute, messages: None });
    }
    let is_fit = |ty: &Type| match unfit(ty) {
        None => true,
        Some(sentence) => {
            mistakes.at(ty, sentence);
            false
        }
    };
    let messages = types.into_iter().filter(is_fit).collect();
    Some(InitMessages { attribute, messages: Some(messages) })
}

/// Why a type can't be waited for, whatever handlers there are.
fn unfit(ty: &Type) -> Option<&'static str> {
    match attrs::peel_type(ty) {
        reference @ Type::Reference(_) if !is_static(reference) => {
            Some(words::INIT_MESSAGE_REFERENCE)
        }
        ty if attrs::is_named(ty, "ActorExitRequest") => Some(words::WAITS_FOR_THE_EXIT),
        ty if attrs::is_named(ty, "AnyMessage") => Some(words::WAITS_FOR_ANYTHING),
        _ => None,
    }
}

/// Reads an `#[on_ready]` of the type `own`; none if something is wrong.
pub(super) fn on_ready(
    method: &Method<'_>,
    own: &Type,
    attribute: &Attribute,
    mistakes: &mut Mistakes,
) -> Option<OnReady> {
    let sig = &method.sig;
    attrs::settings("on_ready", &[], attrs::arguments(attribute, mistakes), mistakes);
    if let Some(cfg) = attrs::cfgs(method.attrs).first() {
        mistakes.at(cfg, words::ON_READY_CFG);
    }
    is_called_alone(sig, mistakes)?;
    let context = context(sig, own, mistakes)?;
    if let ReturnType::Type(_, output) = &sig.output
        && is_no_result(output)
    {
        mistakes.at(output, words::on_ready_output());
        return None;
    }
    let (method, is_async): (Ident, bool) = (sig.ident.clone(), sig.asyncness.is_some());
    Some(OnReady { method, is_async, context, output: sig.output.clone() })
}

/// Whether the actor is all that is needed to call it.
fn is_called_alone(sig: &Signature, mistakes: &mut Mistakes) -> Option<()> {
    match sig.inputs.first() {
        Some(FnArg::Receiver(Receiver { kind: ReceiverKind::Reference(..), .. })) => {}
        Some(FnArg::Receiver(receiver)) => {
            mistakes.at(receiver, words::on_ready_receiver());
            return None;
        }
        _ => {
            mistakes.at(&sig.ident, words::on_ready_receiver());
            return None;
        }
    }
    if !sig.generics.params.is_empty() {
        mistakes.at(&sig.generics, words::on_ready_generics());
        return None;
    }
    if let Safety::Unsafe(keyword) = &sig.safety {
        mistakes.at(keyword, words::on_ready_unsafe());
        return None;
    }
    Some(())
}

/// The context, if it wants one; none at all when it wants something else.
fn context(sig: &Signature, own: &Type, mistakes: &mut Mistakes) -> Option<Option<Extra>> {
    let mut context = None;
    for input in sig.inputs.iter().skip(1) {
        let FnArg::Typed(PatType { ty, .. }) = input else { continue };
        let sentence = match attrs::peel_type(ty) {
            ty if !is_context(ty) => words::on_ready_parameter(),
            _ if context.is_some() => words::CONTEXT_TWICE.to_owned(),
            ty @ Type::Reference(_) if is_of_another(ty, own) => {
                words::CONTEXT_OF_ANOTHER.to_owned()
            }
            Type::Reference(_) => {
                context = Some(Extra::Context);
                continue;
            }
            _ => words::CONTEXT_VALUE.to_owned(),
        };
        mistakes.at(ty, sentence);
        return None;
    }
    Some(context)
}

/// Whether it is plain from what was written that it is neither `()` nor a result.
fn is_no_result(output: &Type) -> bool {
    match attrs::peel_type(output) {
        Type::Tuple(tuple) => !tuple.elems.is_empty(),
        // Whether another name is that of a result, the compiler knows.
        Type::Path(_) | Type::Macro(_) => false,
        _ => true,
    }
}
