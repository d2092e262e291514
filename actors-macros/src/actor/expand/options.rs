//! What the attributes say, as a constant.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Lit;

use crate::actor::model::{Actor, OnPanic, Process, Required, Since};

/// The constant: what was not said is as it is without attributes.
pub(super) fn options(actor: &Actor) -> TokenStream {
    let options = &actor.options;
    let on_panic = options.on_panic.map(on_panic);
    let process = options.process.as_ref().map(process);
    let mailbox = options.mailbox.as_ref().map(|mailbox| quote!(mailbox: #mailbox,));
    let requires = requires(actor);
    let troupe = troupe(actor);
    let transient = transient(actor);
    let said = quote!(#on_panic #process #mailbox #requires #troupe #transient);
    if said.is_empty() {
        return quote!(__p::Options::DEFAULT);
    }
    quote!(__p::Options { #said ..__p::Options::DEFAULT })
}

fn on_panic(on_panic: OnPanic) -> TokenStream {
    match on_panic {
        OnPanic::Restart => quote!(on_panic: __p::OnPanic::Restart,),
        OnPanic::Resume => quote!(on_panic: __p::OnPanic::Resume,),
        OnPanic::Stop => quote!(on_panic: __p::OnPanic::Stop,),
    }
}

fn process(process: &Process) -> TokenStream {
    match process {
        Process::Own => quote!(placement: __p::Placement::Own,),
        Process::Creator => quote!(placement: __p::Placement::Creator,),
        Process::Group(name) => quote!(placement: __p::Placement::Group(#name),),
    }
}

fn requires(actor: &Actor) -> Option<TokenStream> {
    let requires = actor.requires.iter().map(|requirement| {
        let key = &requirement.key;
        let value = match &requirement.value {
            Some(value) => required(value),
            None => quote!(::core::option::Option::None),
        };
        quote!(__p::Requirement { key: #key, value: #value })
    });
    (!actor.requires.is_empty()).then(|| quote!(requires: &[#(#requires),*],))
}

fn required(value: &Required) -> TokenStream {
    let literal = &value.literal;
    let kind = match literal {
        Lit::Bool(_) => quote!(Bool),
        Lit::Int(_) => quote!(Int),
        Lit::Float(_) => quote!(Float),
        _ => quote!(Text),
    };
    let minus = value.negative.then(|| quote!(-));
    quote!(::core::option::Option::Some(__p::RequiredValue::#kind(#minus #literal)))
}

fn transient(actor: &Actor) -> Option<TokenStream> {
    actor.transient.first().map(|transient| {
        let millis = transient.millis;
        let since = match transient.since {
            Since::First => quote!(First),
            Since::Last => quote!(Last),
        };
        quote! {
            transient: ::core::option::Option::Some(__p::Transient {
                after: ::core::time::Duration::from_millis(#millis),
                since: __p::Since::#since,
            }),
        }
    })
}

fn troupe(actor: &Actor) -> Option<TokenStream> {
    actor.troupe.as_ref().map(|troupe| {
        let max = &troupe.max.literal;
        let idle = match &troupe.idle {
            Some(idle) => {
                let idle = &idle.literal;
                quote!(#idle)
            }
            None => quote!(1),
        };
        quote!(troupe: ::core::option::Option::Some(__p::TroupeSettings { max: #max, idle: #idle }),)
    })
}
