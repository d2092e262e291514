//! The functions with `#[init]` and `#[capability_check]`.

use syn::{
    Attribute, FnArg, GenericArgument, PatType, PathArguments, ReturnType, Signature, Type,
    TypeReference, parse_quote,
    visit_mut::{self, VisitMut},
};

use super::{
    handler::{is_context, is_of_another, is_static},
    roles::Method,
};
use crate::{
    actor::model::{CapabilityCheck, Extra, Init, Outcome},
    attrs,
    errors::Mistakes,
    words,
};

/// The most parameters of an init: tuples of so many are messages.
const MAX_ARGUMENTS: usize = 6;

/// Reads an init of the type `own`; none if something is wrong.
pub(super) fn init(
    method: &Method<'_>,
    own: &Type,
    attribute: &Attribute,
    mistakes: &mut Mistakes,
) -> Option<Init> {
    let sig = &method.sig;
    attrs::settings("init", &[], attrs::arguments(attribute, mistakes), mistakes);
    if let Some(cfg) = attrs::cfgs(method.attrs).first() {
        mistakes.at(cfg, words::INIT_CFG);
    }
    if let Some(receiver) = sig.receiver() {
        mistakes.at(receiver, words::init_receiver());
        return None;
    }
    if !sig.generics.params.is_empty() {
        mistakes.at(&sig.generics, words::init_generics());
        return None;
    }
    let (output, outcome) = output(sig, own, mistakes)?;
    let (arguments, context) = parameters(sig, own, mistakes)?;
    let function = sig.ident.clone();
    let is_async = sig.asyncness.is_some();
    Some(Init { function, is_async, arguments, context, output, outcome })
}

/// What an init with a mistake was to be given, as far as it can be said.
pub(super) fn lost_arguments(sig: &Signature) -> Vec<Type> {
    let types = sig.inputs.iter().filter_map(typed).filter(|ty| !is_context(ty));
    let mut types: Vec<Type> = types.cloned().collect();
    if types.iter().any(|ty| matches!(attrs::peel_type(ty), Type::ImplTrait(_))) {
        return Vec::new();
    }
    for ty in &mut types {
        Lasting.visit_type_mut(ty);
    }
    types
}

/// Makes what is borrowed last for ever.
struct Lasting;

impl VisitMut for Lasting {
    fn visit_type_reference_mut(&mut self, reference: &mut TypeReference) {
        reference.lifetime = Some(parse_quote!('static));
        visit_mut::visit_type_reference_mut(self, reference);
    }
}

/// What the init returns: the actor, or a result with it.
fn output(sig: &Signature, own: &Type, mistakes: &mut Mistakes) -> Option<(Type, Outcome)> {
    let ReturnType::Type(_, ty) = &sig.output else {
        mistakes.at(&sig.ident, words::init_output());
        return None;
    };
    let own_name = attrs::last_segment(own).map(|segment| &segment.ident);
    let name = attrs::last_segment(ty).map(|segment| &segment.ident);
    match name {
        Some(name) if name == "Result" && (holds(ty, own) || !has_arguments(ty)) => {
            Some(((**ty).clone(), Outcome::Result))
        }
        Some(_) if name == own_name => Some(((**ty).clone(), Outcome::Actor)),
        // Another name for a result.
        Some(name) if !NO_RESULTS.iter().any(|other| name == other) && holds(ty, own) => {
            Some(((**ty).clone(), Outcome::Result))
        }
        _ => {
            mistakes.at(ty, words::init_output());
            None
        }
    }
}

/// Whether a type says what it is of: another name for a result may not.
fn has_arguments(ty: &Type) -> bool {
    attrs::last_segment(ty).is_some_and(|segment| !segment.arguments.is_empty())
}

/// Types that hold something else, and are no other names for a result.
const NO_RESULTS: [&str; 8] = ["Result", "Option", "Box", "Arc", "Rc", "Vec", "Pin", "Mutex"];

/// Whether the first parameter of a type is the actor.
fn holds(ty: &Type, own: &Type) -> bool {
    let name = |ty| attrs::last_segment(ty).map(|segment| &segment.ident);
    match attrs::last_segment(ty).map(|segment| &segment.arguments) {
        Some(PathArguments::AngleBracketed(arguments)) => match arguments.args.first() {
            Some(GenericArgument::Type(held)) => name(held) == name(own),
            _ => false,
        },
        _ => false,
    }
}

/// The arguments, and the context at their end.
fn parameters(
    sig: &Signature,
    own: &Type,
    mistakes: &mut Mistakes,
) -> Option<(Vec<Type>, Option<Extra>)> {
    let mut types: Vec<&Type> = sig.inputs.iter().filter_map(typed).collect();
    let context = types.pop_if(|last| is_context(last));
    let mut is_well = true;
    if let Some(context) = context.filter(|context| is_of_another(context, own)) {
        mistakes.at(context, words::CONTEXT_OF_ANOTHER);
        is_well = false;
    }
    for ty in &types {
        let sentence = match attrs::peel_type(ty) {
            ty if is_context(ty) => words::CONTEXT_LAST,
            ty @ Type::Reference(_) if !is_static(ty) => words::BORROWED_ARGUMENT,
            Type::ImplTrait(_) => words::OPAQUE_TYPE,
            _ => continue,
        };
        mistakes.at(ty, sentence);
        is_well = false;
    }
    if let Some(seventh) = types.get(MAX_ARGUMENTS) {
        mistakes.at(seventh, words::MANY_ARGUMENTS);
        is_well = false;
    }
    is_well.then(|| (types.into_iter().cloned().collect(), context.map(|_| Extra::Context)))
}

fn typed(input: &FnArg) -> Option<&Type> {
    match input {
        FnArg::Typed(PatType { ty, .. }) => Some(ty),
        FnArg::Receiver(_) => None,
    }
}

/// Reads a capability check; none if something is wrong.
pub(super) fn capability_check(
    method: &Method<'_>,
    attribute: &Attribute,
    mistakes: &mut Mistakes,
) -> Option<CapabilityCheck> {
    let sig = &method.sig;
    attrs::settings("capability_check", &[], attrs::arguments(attribute, mistakes), mistakes);
    if let Some(cfg) = attrs::cfgs(method.attrs).first() {
        mistakes.at(cfg, words::CHECK_CFG);
    }
    let returns_bool =
        matches!(&sig.output, ReturnType::Type(_, ty) if attrs::is_named(ty, "bool"));
    let is_right = sig.receiver().is_none()
        && sig.inputs.len() == 2
        && sig.asyncness.is_none()
        && sig.generics.params.is_empty()
        && returns_bool;
    if !is_right {
        mistakes.at(&sig.ident, words::capability_check());
        return None;
    }
    Some(CapabilityCheck { function: sig.ident.clone() })
}
