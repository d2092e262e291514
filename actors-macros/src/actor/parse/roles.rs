//! Which function of the block is what.

use quote::ToTokens;
use syn::{Attribute, ImplItem, ItemImpl, Meta, Signature, Type};

use super::{
    block::{Kind, Member},
    handler, init, own_type, ready,
};
use crate::{
    actor::model::{CapabilityCheck, Handler, Init, OnReady, Way},
    attrs,
    errors::Mistakes,
    words,
};

/// The attributes that give a function a role.
pub(super) const NAMES: [&str; 4] = ["handler", "init", "capability_check", "on_ready"];

/// The attributes of the whole block.
const OF_THE_BLOCK: [&str; 5] =
    ["troupe", "transient", "transient_idle", "init_messages", "require_capability"];

/// The functions that have one.
#[derive(Default)]
pub(super) struct Roles {
    pub(super) handlers: Vec<Handler>,
    /// Whether one could not be read.
    pub(super) has_lost: bool,
    pub(super) exits: Vec<Handler>,
    pub(super) fallbacks: Vec<Handler>,
    pub(super) init: Way,
    pub(super) inits: Vec<Init>,
    pub(super) lost_arguments: Vec<Type>,
    pub(super) checks: Vec<CapabilityCheck>,
    pub(super) readies: Vec<OnReady>,
}

/// Reads the functions among `members`, and gives all of them back to the block, without the
/// attributes that were read.
pub(super) fn roles(block: &mut ItemImpl, members: Vec<Member>, mistakes: &mut Mistakes) -> Roles {
    let own = block.self_ty.clone();
    let mut roles = Roles::default();
    for mut member in members {
        match member.kind {
            Kind::Function => {
                if let Some((name, attribute)) = role(&mut member, mistakes) {
                    roles.add(&mut member, name, &attribute, &own, mistakes);
                }
            }
            Kind::Other => on_a_constant(&mut member, mistakes),
        }
        block.items.push(ImplItem::Verbatim(member.into_token_stream()));
    }
    roles
}

impl Roles {
    fn add(
        &mut self,
        member: &mut Member,
        name: &str,
        attribute: &Attribute,
        own: &Type,
        mistakes: &mut Mistakes,
    ) {
        let Some(mut sig) = mistakes.ok(member.signature()) else {
            self.has_lost |= name == "handler";
            return;
        };
        // What is in it can't be right without what it should have been given.
        if name == "handler" && handler::is_hollow(&sig) {
            member.hollow();
        }
        // The signature is written once more outside of the block, where `Self` is something else.
        own_type::replace(&mut sig, own);
        let method = Method { attrs: &member.attrs, sig };
        match name {
            "handler" => {
                let is_read = handler::handler(&method, own, attribute, self, mistakes).is_some();
                self.has_lost |= !is_read;
            }
            "init" => {
                self.init = Way::Init;
                let init = init::init(&method, own, attribute, mistakes);
                if init.is_none() {
                    self.lost_arguments = init::lost_arguments(&method.sig);
                }
                self.inits.extend(init);
            }
            "on_ready" => self.readies.extend(ready::on_ready(&method, own, attribute, mistakes)),
            _ => self.checks.extend(init::capability_check(&method, attribute, mistakes)),
        }
    }
}

/// A function with a role, without its body.
pub(super) struct Method<'a> {
    pub(super) attrs: &'a [Attribute],
    pub(super) sig: Signature,
}

/// The one attribute of a function that gives it a role.
fn role(member: &mut Member, mistakes: &mut Mistakes) -> Option<(&'static str, Attribute)> {
    let mut found: Option<(&'static str, Attribute)> = None;
    for name in NAMES {
        for attribute in attrs::take(&mut member.attrs, name) {
            match &found {
                None => found = Some((name, attribute)),
                Some((first, _)) if *first == name => {
                    mistakes.at(attribute, words::repeated_attribute(name));
                }
                Some(_) => mistakes.at(attribute, words::TWO_ROLES),
            }
        }
    }
    for name in ["actor", "message"].into_iter().chain(OF_THE_BLOCK) {
        for attribute in attrs::take(&mut member.attrs, name) {
            mistakes.at(attribute, words::not_on_a_function(name));
        }
    }
    hidden(member, mistakes);
    found
}

/// A role that `cfg_attr` gives can't be seen here.
fn hidden(member: &mut Member, mistakes: &mut Mistakes) {
    let gives = |attribute: &Attribute| {
        let Meta::List(list) = &attribute.meta else { return None };
        let mut words = list.tokens.clone().into_iter();
        words.find_map(|word| NAMES.into_iter().find(|name| word.to_string() == *name))
    };
    member.attrs.retain(|attribute| {
        if !attribute.path().is_ident("cfg_attr") {
            return true;
        }
        let Some(name) = gives(attribute) else { return true };
        mistakes.at(attribute, words::role_by_cfg_attr(name));
        false
    });
}

/// The role of something that is no function.
fn on_a_constant(member: &mut Member, mistakes: &mut Mistakes) {
    for name in NAMES {
        for attribute in attrs::take(&mut member.attrs, name) {
            mistakes.at(attribute, words::on_a_constant(name));
        }
    }
}

/// The block without the attributes that only `#[actor]` understands.
pub(super) fn bare(mut block: ItemImpl, members: Vec<Member>) -> ItemImpl {
    for name in OF_THE_BLOCK {
        attrs::take(&mut block.attrs, name);
    }
    for mut member in members {
        for name in NAMES {
            attrs::take(&mut member.attrs, name);
        }
        block.items.push(ImplItem::Verbatim(member.into_token_stream()));
    }
    block
}
