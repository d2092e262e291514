//! What an `#[actor]` block says, in the user's own tokens.

use syn::{
    Attribute, GenericArgument, Generics, Ident, ItemImpl, Lit, LitInt, LitStr, Path,
    PathArguments, ReturnType, Type, WherePredicate, parse_quote,
};

use crate::{
    attrs::{self, Number},
    paths::Crate,
};

/// The whole block.
pub(crate) struct Actor {
    /// The block as it goes back: without the attributes that were read.
    pub(crate) block: ItemImpl,
    /// The name of the type, without its path and parameters.
    pub(crate) name: Ident,
    pub(crate) options: Options,
    pub(crate) handlers: Vec<Handler>,
    /// Whether there are handlers that could not be read.
    pub(crate) has_lost: bool,
    /// The handler for `ActorExitRequest`.
    pub(crate) exits: Vec<Handler>,
    /// The handlers for what no other takes: one, after the check.
    pub(crate) fallbacks: Vec<Handler>,
    /// How the actor is to be built, even if the init is wrong.
    pub(crate) init: Way,
    /// One at most, after the check.
    pub(crate) inits: Vec<Init>,
    /// What an init that is wrong was to be given: so it is said once, and not where the actor is
    /// created too.
    pub(crate) lost_arguments: Vec<Type>,
    /// One at most, after the check.
    pub(crate) checks: Vec<CapabilityCheck>,
    pub(crate) requires: Vec<Requirement>,
    pub(crate) troupe: Option<Troupe>,
    /// One at most, after the check.
    pub(crate) transient: Vec<Transient>,
    pub(crate) init_messages: Option<InitMessages>,
    /// One at most, after the check.
    pub(crate) readies: Vec<OnReady>,
}

impl Actor {
    /// The type as the user wrote it.
    pub(crate) fn ty(&self) -> &Type {
        &self.block.self_ty
    }

    /// The parameters, each of which goes with the actor from thread to thread.
    pub(crate) fn generics(&self) -> Generics {
        let mut generics = self.block.generics.clone();
        for param in generics.type_params_mut() {
            param.bounds.push(parse_quote!(::core::marker::Send));
            param.bounds.push(parse_quote!('static));
        }
        generics
    }

    /// The same, for an `impl` that there is only if the actor can go from thread to thread: that
    /// it can is demanded in one place, and told there. With parameters it is a matter of theirs,
    /// and the compiler's proposals for them would end up in the clause.
    pub(crate) fn generics_if_sent(&self) -> Generics {
        let mut generics = self.generics();
        if self.is_generic() {
            return generics;
        }
        let ty = self.ty();
        // With a lifetime of its own the bound is looked at where the actor is used.
        let bound: WherePredicate = parse_quote!(for<'any> #ty: ::core::marker::Send);
        generics.make_where_clause().predicates.push(bound);
        generics
    }

    /// Whether it has parameters: then nobody but the user knows which actors there are.
    pub(crate) fn is_generic(&self) -> bool {
        !self.block.generics.params.is_empty()
    }

    /// Whether it may run in another process than its creator.
    pub(crate) fn travels(&self) -> bool {
        !matches!(self.options.process, Some(Process::Creator))
    }
}

/// The brackets of `#[actor]`.
#[derive(Default)]
pub(crate) struct Options {
    pub(crate) on_panic: Option<OnPanic>,
    pub(crate) process: Option<Process>,
    pub(crate) mailbox: Option<LitInt>,
    pub(crate) name: Option<LitStr>,
    pub(crate) krate: Option<Path>,
}

impl Options {
    pub(crate) fn krate(&self) -> Crate {
        Crate::new(self.krate.clone())
    }
}

/// `on_panic = "…"`.
#[derive(Clone, Copy)]
pub(crate) enum OnPanic {
    Restart,
    Resume,
    Stop,
}

/// `process = "…"`.
pub(crate) enum Process {
    Own,
    Creator,
    Group(LitStr),
}

/// A method with `#[handler]`.
pub(crate) struct Handler {
    /// The `cfg` attributes, which go onto everything that is written for it.
    pub(crate) cfgs: Vec<Attribute>,
    pub(crate) method: Ident,
    pub(crate) is_async: bool,
    pub(crate) message: Type,
    pub(crate) by: By,
    /// The parameters after the message, in the user's order.
    pub(crate) extras: Vec<Extra>,
    pub(crate) output: ReturnType,
    pub(crate) retry: Retry,
    pub(crate) runs: Runs,
    /// The envelope's variant.
    pub(crate) variant: Ident,
    pub(crate) comes: Comes,
}

impl Handler {
    /// The `ReplyTo<…>` that it takes.
    pub(crate) fn reply_to(&self) -> Option<&Type> {
        self.extras.iter().find_map(|extra| match extra {
            Extra::ReplyTo(ty) => Some(&**ty),
            Extra::Context => None,
        })
    }

    /// What it answers, where it may pass its message on instead: the `u64` of `Dispatch<u64>`.
    pub(crate) fn dispatch(&self) -> Option<Type> {
        let ReturnType::Type(_, output) = &self.output else { return None };
        let segment = attrs::last_segment(output).filter(|last| last.ident == "Dispatch")?;
        match &segment.arguments {
            PathArguments::AngleBracketed(arguments) => match arguments.args.first() {
                Some(GenericArgument::Type(answer)) => Some(answer.clone()),
                _ => None,
            },
            _ => Some(parse_quote!(())),
        }
    }
}

/// How a handler takes its message.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    Value,
    Reference,
}

/// A parameter after the message.
pub(crate) enum Extra {
    Context,
    ReplyTo(Box<Type>),
}

/// Where a handler runs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Runs {
    /// On the thread of its actor.
    Along,
    /// On one that it may keep.
    Apart,
}

/// When the message of a handler may come.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comes {
    /// Whenever it likes.
    Anytime,
    /// Before the others, which wait for it.
    First,
}

/// Whether a message is kept for a second try.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Retry {
    Kept,
    GivenUp,
}

/// A function with `#[init]`.
pub(crate) struct Init {
    pub(crate) function: Ident,
    pub(crate) is_async: bool,
    pub(crate) arguments: Vec<Type>,
    pub(crate) context: Option<Extra>,
    pub(crate) output: Type,
    pub(crate) outcome: Outcome,
}

/// How an actor is built.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Way {
    #[default]
    Default,
    Init,
}

/// What an init returns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Actor,
    Result,
}

/// A function with `#[capability_check]`.
pub(crate) struct CapabilityCheck {
    pub(crate) function: Ident,
}

/// `#[init_messages(Database, Settings)]`.
pub(crate) struct InitMessages {
    pub(crate) attribute: Attribute,
    /// None where what stands there can't be read; that is told then.
    pub(crate) messages: Option<Vec<Type>>,
}

/// A method with `#[on_ready]`.
pub(crate) struct OnReady {
    pub(crate) method: Ident,
    pub(crate) is_async: bool,
    pub(crate) context: Option<Extra>,
    pub(crate) output: ReturnType,
}

/// `#[require_capability("key", value)]`.
pub(crate) struct Requirement {
    pub(crate) key: LitStr,
    pub(crate) value: Option<Required>,
}

/// The value of a required capability.
pub(crate) struct Required {
    pub(crate) negative: bool,
    pub(crate) literal: Lit,
}

/// `#[transient(after = "…")]`, or with `transient_idle`.
pub(crate) struct Transient {
    pub(crate) attribute: Attribute,
    pub(crate) since: Since,
    pub(crate) millis: u64,
}

/// What the time of a transient actor begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    First,
    Last,
}

/// `#[troupe(max = …, idle = …)]`.
pub(crate) struct Troupe {
    pub(crate) max: Number,
    pub(crate) idle: Option<Number>,
}
