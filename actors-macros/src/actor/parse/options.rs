//! The brackets of `#[actor]`, and the attributes below it.

use proc_macro2::TokenStream;
use syn::{
    Attribute, Expr, ExprUnary, Lit, LitStr, Token, UnOp, parse::Parser, punctuated::Punctuated,
    spanned::Spanned,
};

use crate::{
    actor::model::{OnPanic, Options, Process, Required, Requirement, Since, Transient, Troupe},
    attrs,
    errors::Mistakes,
    words,
};

/// Reads the brackets of `#[actor]`.
pub(super) fn options(tokens: TokenStream, mistakes: &mut Mistakes) -> Options {
    let known = ["on_panic", "process", "mailbox", "name", "crate"];
    let mut options = Options::default();
    for setting in attrs::settings("actor", &known, tokens, mistakes) {
        match setting.key.to_string().as_str() {
            "on_panic" => {
                options.on_panic =
                    setting.string(mistakes).and_then(|value| on_panic(&value, mistakes));
            }
            "process" => {
                options.process =
                    setting.string(mistakes).and_then(|value| process(value, mistakes));
            }
            "mailbox" => {
                options.mailbox = setting.number(1, mistakes).map(|number| number.literal);
            }
            "name" => options.name = setting.string(mistakes).and_then(|it| name(it, mistakes)),
            _ => options.krate = setting.path(mistakes),
        }
    }
    options
}

fn on_panic(value: &LitStr, mistakes: &mut Mistakes) -> Option<OnPanic> {
    match value.value().as_str() {
        "restart" => Some(OnPanic::Restart),
        "resume" => Some(OnPanic::Resume),
        "stop" => Some(OnPanic::Stop),
        other => {
            let choices = ["restart", "resume", "stop"];
            mistakes.at(value, words::unknown_choice("on_panic", other, &choices));
            None
        }
    }
}

fn process(value: LitStr, mistakes: &mut Mistakes) -> Option<Process> {
    let text = value.value();
    match text.as_str() {
        "own" => Some(Process::Own),
        "creator" => Some(Process::Creator),
        other => match other.strip_prefix("group:") {
            Some("") => {
                mistakes.at(value, words::EMPTY_GROUP);
                None
            }
            Some(group) => Some(Process::Group(LitStr::new(group, value.span()))),
            None => {
                let choices = ["own", "creator", "group:NAME"];
                mistakes.at(value, words::unknown_choice("process", other, &choices));
                None
            }
        },
    }
}

/// A wire name, which can't be empty.
pub(crate) fn name(value: LitStr, mistakes: &mut Mistakes) -> Option<LitStr> {
    if value.value().is_empty() {
        mistakes.at(value, words::EMPTY_NAME);
        return None;
    }
    Some(value)
}

/// Reads `#[troupe(max = …, idle = …)]`.
pub(super) fn troupe(attributes: &mut Vec<Attribute>, mistakes: &mut Mistakes) -> Option<Troupe> {
    let mut found = attrs::take(attributes, "troupe").into_iter();
    let attribute = found.next()?;
    for second in found {
        mistakes.at(second, words::repeated_attribute("troupe"));
    }
    let tokens = attrs::arguments(&attribute, mistakes);
    let (mut max, mut idle) = (None, None);
    let mut says_max = false;
    let before = mistakes.count();
    for setting in attrs::settings("troupe", &["max", "idle"], tokens, mistakes) {
        if setting.key == "max" {
            says_max = true;
            max = setting.number(1, mistakes);
        } else {
            idle = setting.number(1, mistakes);
        }
    }
    // A key that is none was perhaps meant to be this one.
    if !says_max && mistakes.count() == before {
        mistakes.at(&attribute, words::TROUPE_MAX);
    }
    Some(Troupe { max: max?, idle })
}

/// Reads `#[transient(after = "…")]` and `#[transient_idle(after = "…")]`.
pub(super) fn transient(
    attributes: &mut Vec<Attribute>,
    mistakes: &mut Mistakes,
) -> Vec<Transient> {
    let mut found = Vec::new();
    for (name, since) in [("transient", Since::First), ("transient_idle", Since::Last)] {
        for (at, attribute) in attrs::take(attributes, name).into_iter().enumerate() {
            if at > 0 {
                mistakes.at(&attribute, words::repeated_attribute(name));
                continue;
            }
            let tokens = attrs::arguments(&attribute, mistakes);
            let before = mistakes.count();
            let settings = attrs::settings(name, &["after"], tokens, mistakes);
            let Some(after) = settings.first() else {
                // A key that is none was perhaps meant to be this one.
                if mistakes.count() == before {
                    mistakes.at(&attribute, words::transient_after(name));
                }
                continue;
            };
            if let Some(millis) = after.time(mistakes) {
                found.push(Transient { attribute, since, millis });
            }
        }
    }
    found
}

/// Reads every `#[require_capability("key", value)]`.
pub(super) fn requirements(
    attributes: &mut Vec<Attribute>,
    mistakes: &mut Mistakes,
) -> Vec<Requirement> {
    let mut requirements = Vec::new();
    for attribute in attrs::take(attributes, "require_capability") {
        let tokens = attrs::arguments(&attribute, mistakes);
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Some(values) = mistakes.ok(parser.parse2(tokens)) else { continue };
        let mut values = values.iter();
        let (key, value, more) = (values.next(), values.next(), values.next());
        let Some((Lit::Str(key), None)) = key.and_then(attrs::literal).zip(Some(more)) else {
            mistakes.at(&attribute, words::CAPABILITY_FORM);
            continue;
        };
        let required = value.map(|value| required(value, mistakes));
        if !matches!(required, Some(None)) {
            requirements.push(Requirement { key: key.clone(), value: required.flatten() });
        }
    }
    requirements
}

fn required(value: &Expr, mistakes: &mut Mistakes) -> Option<Required> {
    let (negative, inner) = match value {
        Expr::Unary(ExprUnary { op: UnOp::Neg(_), expr, .. }) => (true, &**expr),
        value => (false, value),
    };
    match attrs::literal(inner) {
        Some(literal @ (Lit::Int(_) | Lit::Float(_))) => {
            Some(Required { negative, literal: literal.clone() })
        }
        Some(literal @ (Lit::Str(_) | Lit::Bool(_))) if !negative => {
            Some(Required { negative, literal: literal.clone() })
        }
        _ => {
            mistakes.at_span(value.span(), words::CAPABILITY_VALUE);
            None
        }
    }
}
