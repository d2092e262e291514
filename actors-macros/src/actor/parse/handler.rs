//! A method with `#[handler]`.

use syn::{
    Attribute, FnArg, GenericArgument, Ident, PatType, PathArguments, ReturnType, Safety,
    Signature, Type,
};

use super::{
    borrowed,
    roles::{Method, Roles},
};
use crate::{
    actor::model::{By, Comes, Extra, Handler, Retry, Runs},
    attrs::{self, Setting, spelled},
    errors::Mistakes,
    words,
};

/// Reads the method and puts it where it belongs; none if something is wrong.
pub(super) fn handler(
    method: &Method<'_>,
    own: &Type,
    attribute: &Attribute,
    roles: &mut Roles,
    mistakes: &mut Mistakes,
) -> Option<()> {
    let settings = settings(attribute, mistakes);
    let handler = signature(method, own, &settings, mistakes)?;
    if settings.is_fallback {
        if is_fallback(&handler, mistakes) {
            roles.fallbacks.push(handler);
        }
    } else if attrs::is_named(&handler.message, "ActorExitRequest") {
        match (handler.reply_to(), handler.dispatch()) {
            (Some(reply), _) => mistakes.at(reply, words::EXIT_REPLY),
            (None, Some(_)) => mistakes.at(&handler.output, words::EXIT_DISPATCH),
            (None, None) => roles.exits.push(handler),
        }
    } else {
        roles.handlers.push(handler);
    }
    Some(())
}

/// The brackets of `#[handler]`.
struct Settings {
    is_fallback: bool,
    retry: Option<Setting>,
    runs: Runs,
}

fn settings(attribute: &Attribute, mistakes: &mut Mistakes) -> Settings {
    let tokens = attrs::arguments(attribute, mistakes);
    let mut settings = Settings { is_fallback: false, retry: None, runs: Runs::Along };
    for setting in attrs::settings("handler", &["blocking", "fallback", "retry"], tokens, mistakes)
    {
        if setting.key == "blocking" {
            setting.flag(mistakes);
            settings.runs = Runs::Apart;
        } else if setting.key == "fallback" {
            setting.flag(mistakes);
            settings.is_fallback = true;
        } else {
            settings.retry = Some(setting);
        }
    }
    settings
}

/// Whether the body of a handler makes no sense without what its signature lacks.
pub(super) fn is_hollow(sig: &Signature) -> bool {
    let returns_opaque = matches!(&sig.output, ReturnType::Type(_, ty) if has_opaque(ty));
    let owns_context = sig.inputs.iter().any(|input| match input {
        FnArg::Typed(PatType { ty, .. }) => attrs::is_named(ty, "Context"),
        FnArg::Receiver(_) => false,
    });
    (sig.receiver().is_none() || owns_context) && !returns_opaque
}

/// `impl Future<…>`: a type that the body says.
fn has_opaque(ty: &Type) -> bool {
    matches!(attrs::peel_type(ty), Type::ImplTrait(_))
}

/// Reads the signature; none if something in it is wrong.
fn signature(
    method: &Method<'_>,
    own: &Type,
    settings: &Settings,
    mistakes: &mut Mistakes,
) -> Option<Handler> {
    let sig = &method.sig;
    if let (Runs::Apart, Some(keyword)) = (settings.runs, &sig.asyncness) {
        mistakes.at(keyword, words::ASYNC_BLOCKING);
        return None;
    }
    let is_plain = is_plain(sig, mistakes);
    let mut inputs = sig.inputs.iter();
    receiver(sig, inputs.next(), mistakes)?;
    let (message, by) = message(sig, inputs.next(), mistakes)?;
    let extras = extras(inputs, own, mistakes)?;
    let handler = Handler {
        cfgs: attrs::cfgs(method.attrs),
        method: sig.ident.clone(),
        is_async: sig.asyncness.is_some(),
        message,
        by,
        extras,
        output: sig.output.clone(),
        retry: settings.retry.as_ref().map_or(Retry::Kept, |setting| retry(setting, by, mistakes)),
        runs: settings.runs,
        variant: sig.ident.clone(),
        comes: Comes::Anytime,
    };
    if handler.retry == Retry::GivenUp && handler.dispatch().is_some() {
        mistakes.at(&handler.output, words::DISPATCH_RETRY);
        return None;
    }
    (is_plain && answers_well(&handler, mistakes)).then_some(handler)
}

fn retry(setting: &Setting, by: By, mistakes: &mut Mistakes) -> Retry {
    match setting.boolean(mistakes) {
        Some(kept) if !kept.value => {
            if by == By::Reference {
                mistakes.at(&setting.key, words::RETRY_REFERENCE);
            }
            Retry::GivenUp
        }
        _ => Retry::Kept,
    }
}

/// Whether the function is one that anybody may call with one type of message.
pub(super) fn is_plain(sig: &Signature, mistakes: &mut Mistakes) -> bool {
    let mut is_plain = true;
    if !sig.generics.params.is_empty() {
        let are_lifetimes = sig.generics.lifetimes().count() == sig.generics.params.len();
        let sentence = match are_lifetimes {
            true => words::HANDLER_LIFETIMES,
            false => words::HANDLER_GENERICS,
        };
        mistakes.at(&sig.generics, sentence);
        is_plain = false;
    }
    if let Safety::Unsafe(keyword) = &sig.safety {
        mistakes.at(keyword, words::HANDLER_UNSAFE);
        is_plain = false;
    }
    if let Some(variadic) = &sig.variadic {
        mistakes.at(variadic, words::VARIADIC);
        is_plain = false;
    }
    is_plain
}

fn receiver(sig: &Signature, first: Option<&FnArg>, mistakes: &mut Mistakes) -> Option<()> {
    match (first, borrowed::receiver(first)) {
        // Of a lifetime that the function has itself it is told where that is declared.
        (_, Some(Some(lifetime))) if sig.generics.params.is_empty() => {
            mistakes.at(lifetime, words::HANDLER_LIFETIMES);
            None
        }
        (_, Some(_)) => Some(()),
        (Some(FnArg::Receiver(receiver)), None) => {
            mistakes.at(receiver, words::wrong_receiver());
            None
        }
        _ => {
            mistakes.at(&sig.ident, words::no_receiver());
            None
        }
    }
}

/// The message and how it is taken.
fn message(
    sig: &Signature,
    parameter: Option<&FnArg>,
    mistakes: &mut Mistakes,
) -> Option<(Type, By)> {
    let Some(FnArg::Typed(PatType { ty, .. })) = parameter else {
        mistakes.at(&sig.ident, words::no_message());
        return None;
    };
    if is_context(ty) || attrs::is_named(ty, "ReplyTo") {
        let is_last = sig.inputs.iter().skip(2).all(|input| match input {
            FnArg::Typed(input) => is_context(&input.ty) || attrs::is_named(&input.ty, "ReplyTo"),
            FnArg::Receiver(_) => true,
        });
        match is_last {
            true => mistakes.at(&sig.ident, words::no_message()),
            false => mistakes.at(ty, words::message_first()),
        }
        return None;
    }
    let (ty, by) = message_type(attrs::peel_type(ty), mistakes)?;
    // Lifetimes of the function's own are told where they are declared.
    if sig.generics.params.is_empty()
        && let Some(place) = borrowed::place(&ty)
    {
        mistakes.at_span(place, words::BORROWED_MESSAGE);
        return None;
    }
    Some((ty, by))
}

fn message_type(whole: &Type, mistakes: &mut Mistakes) -> Option<(Type, By)> {
    let (ty, by) = match whole {
        Type::Reference(reference) if reference.mutability.is_some() => {
            mistakes.at(reference, words::MUT_REFERENCE);
            return None;
        }
        Type::Reference(reference) if !is_static(whole) => (&*reference.elem, By::Reference),
        _ => (whole, By::Value),
    };
    let sentence = match attrs::peel_type(ty) {
        Type::ImplTrait(_) => words::OPAQUE_TYPE.to_owned(),
        Type::TraitObject(_) => words::TRAIT_MESSAGE.to_owned(),
        Type::Slice(slice) => words::slice_message(spelled(&slice.elem)),
        ty if attrs::is_named(ty, "str") => words::STR_MESSAGE.to_owned(),
        _ => return Some((ty.clone(), by)),
    };
    mistakes.at(whole, sentence);
    None
}

/// The parameters after the message: a context, a `ReplyTo`, in any order.
fn extras<'a>(
    inputs: impl Iterator<Item = &'a FnArg>,
    own: &Type,
    mistakes: &mut Mistakes,
) -> Option<Vec<Extra>> {
    let mut extras = Vec::new();
    let mut is_well = true;
    for input in inputs {
        let FnArg::Typed(PatType { ty, .. }) = input else { continue };
        match extra(ty, own, &extras) {
            Ok(extra) => extras.push(extra),
            Err(sentence) => {
                mistakes.at(ty, sentence);
                is_well = false;
            }
        }
    }
    is_well.then_some(extras)
}

fn extra(ty: &Type, own: &Type, earlier: &[Extra]) -> Result<Extra, String> {
    let has_context = earlier.iter().any(|extra| matches!(extra, Extra::Context));
    let has_reply = earlier.iter().any(|extra| matches!(extra, Extra::ReplyTo(_)));
    let ty = attrs::peel_type(ty);
    match ty {
        _ if is_context(ty) && has_context => Err(words::CONTEXT_TWICE.to_owned()),
        Type::Reference(_) if is_of_another(ty, own) => Err(words::CONTEXT_OF_ANOTHER.to_owned()),
        Type::Reference(_) if is_context(ty) => Ok(Extra::Context),
        _ if is_context(ty) => Err(words::CONTEXT_VALUE.to_owned()),
        _ if attrs::is_named(ty, "ReplyTo") && has_reply => Err(words::REPLY_TWICE.to_owned()),
        _ if attrs::is_named(ty, "ReplyTo") => Ok(Extra::ReplyTo(Box::new(ty.clone()))),
        Type::Reference(reference) if attrs::is_named(&reference.elem, "ReplyTo") => {
            Err(words::REPLY_REFERENCE.to_owned())
        }
        Type::Reference(_) => Err(words::OTHER_REFERENCE.to_owned()),
        _ => Err(words::two_messages()),
    }
}

/// Whether the answer can leave the actor, and is promised once.
fn answers_well(handler: &Handler, mistakes: &mut Mistakes) -> bool {
    let ReturnType::Type(_, output) = &handler.output else { return true };
    let output = attrs::peel_type(output);
    let sentence = match output {
        Type::ImplTrait(_) => words::OPAQUE_TYPE,
        Type::Reference(_) if !is_static(output) => words::BORROWED_ANSWER,
        Type::Tuple(unit) if unit.elems.is_empty() => return true,
        _ if handler.reply_to().is_some() => words::REPLY_AND_OUTPUT,
        _ => {
            let place = borrowed::place(output);
            if let Some(place) = place {
                mistakes.at_span(place, words::BORROWED_ANSWER);
            }
            return place.is_none();
        }
    };
    mistakes.at(output, sentence);
    false
}

fn is_fallback(handler: &Handler, mistakes: &mut Mistakes) -> bool {
    if !attrs::is_named(&handler.message, "AnyMessage") {
        mistakes.at(&handler.message, words::fallback_message());
        return false;
    }
    if let Some(reply) = handler.reply_to() {
        mistakes.at(reply, words::FALLBACK_REPLY);
        return false;
    }
    if handler.dispatch().is_some() {
        mistakes.at(&handler.output, words::FALLBACK_DISPATCH);
        return false;
    }
    true
}

/// `Context<…>`, `&Context<…>` or `&mut Context<…>`.
pub(super) fn is_context(ty: &Type) -> bool {
    match attrs::peel_type(ty) {
        Type::Reference(reference) => attrs::is_named(&reference.elem, "Context"),
        ty => attrs::is_named(ty, "Context"),
    }
}

/// Whether it is the context of an actor of another name.
pub(super) fn is_of_another(context: &Type, own: &Type) -> bool {
    let Type::Reference(reference) = attrs::peel_type(context) else { return false };
    let Some(segment) = attrs::last_segment(&reference.elem) else { return false };
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return false };
    let name = |ty| attrs::last_segment(ty).map(|segment| segment.ident.clone());
    match arguments.args.first() {
        Some(GenericArgument::Type(actor)) if is_context(context) => name(actor) != name(own),
        _ => false,
    }
}

/// Whether a reference says `'static`.
pub(super) fn is_static(ty: &Type) -> bool {
    let is_static = |name: &Ident| name == "static";
    match ty {
        Type::Reference(reference) => {
            reference.lifetime.as_ref().is_some_and(|lifetime| is_static(&lifetime.ident))
        }
        _ => false,
    }
}
