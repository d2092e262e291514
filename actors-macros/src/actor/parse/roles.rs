//! Which function of the block is what.

use syn::{Attribute, ImplItem, ImplItemFn, ItemImpl};

use super::{handler, init, on_a_constant, own_type};
use crate::{
    actor::model::{CapabilityCheck, Handler, Init, Way},
    attrs,
    errors::Mistakes,
    words,
};

/// The attributes that give a function a role.
pub(super) const NAMES: [&str; 3] = ["handler", "init", "capability_check"];

/// The functions that have one.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) handlers: Vec<Handler>,
    pub(super) exits: Vec<Handler>,
    pub(super) fallbacks: Vec<Handler>,
    pub(super) init: Way,
    pub(super) inits: Vec<Init>,
    pub(super) checks: Vec<CapabilityCheck>,
}

/// Reads the functions of `block`, and takes the attributes that were read off them.
pub(super) fn roles(block: &mut ItemImpl, mistakes: &mut Mistakes) -> Roles {
    let own = block.self_ty.clone();
    let mut roles = Roles::default();
    for item in &mut block.items {
        let ImplItem::Fn(method) = item else {
            on_a_constant(item, mistakes);
            continue;
        };
        let Some((name, attribute)) = role(method, mistakes) else { continue };
        // The signature is written once more outside of the block, where `Self` is something else.
        let mut method = ImplItemFn { block: syn::parse_quote!({}), ..method.clone() };
        own_type::replace(&mut method.sig, &own);
        match name {
            "handler" => handler::handler(&method, &attribute, &mut roles, mistakes),
            "init" => {
                roles.init = Way::Init;
                roles.inits.extend(init::init(&method, &own, &attribute, mistakes));
            }
            _ => roles.checks.extend(init::capability_check(&method, &attribute, mistakes)),
        }
    }
    roles
}

/// The one attribute of a function that gives it a role.
fn role(method: &mut ImplItemFn, mistakes: &mut Mistakes) -> Option<(&'static str, Attribute)> {
    let mut found: Option<(&'static str, Attribute)> = None;
    for name in NAMES {
        for attribute in attrs::take(&mut method.attrs, name) {
            match &found {
                None => found = Some((name, attribute)),
                Some((first, _)) if *first == name => {
                    mistakes.at(attribute, words::repeated_attribute(name));
                }
                Some(_) => mistakes.at(attribute, words::TWO_ROLES),
            }
        }
    }
    for name in ["actor", "message", "troupe", "require_capability"] {
        for attribute in attrs::take(&mut method.attrs, name) {
            mistakes.at(attribute, words::not_on_a_function(name));
        }
    }
    found
}

/// The block without the attributes that only `#[actor]` understands: for one that can't be an
/// actor for another reason.
pub(crate) fn bare(mut block: ItemImpl) -> ItemImpl {
    for name in ["troupe", "require_capability"] {
        attrs::take(&mut block.attrs, name);
    }
    for item in &mut block.items {
        if let ImplItem::Fn(method) = item {
            for name in NAMES {
                attrs::take(&mut method.attrs, name);
            }
        }
    }
    block
}
