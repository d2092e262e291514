//! The attributes of the crate `actors`. Use them through it; its guide and its documentation
//! explain them.
//!
//! Every attribute goes the same way, a file a step: `parse` reads the tokens into a model,
//! `check` looks at the whole model and takes out of it what is wrong, `expand` writes. Mistakes
//! are gathered on the way and reported together, each under the user's own code; their sentences
//! stand in `words`.

use proc_macro::TokenStream;

mod actor;
mod attrs;
mod editor;
mod errors;
mod main_fn;
mod message;
mod paths;
#[cfg(test)]
mod snapshots;
mod stray;
mod words;

/// Makes a struct an actor: stands above the `impl` block that has its handlers.
#[proc_macro_attribute]
pub fn actor(options: TokenStream, block: TokenStream) -> TokenStream {
    let block = block.into();
    editor::show(&block, actor::expand(options.into(), &block)).into()
}

/// Makes a struct or an enum a message.
#[proc_macro_attribute]
pub fn message(options: TokenStream, item: TokenStream) -> TokenStream {
    let item = item.into();
    editor::show(&item, message::expand(options.into(), &item)).into()
}

/// Runs `main`, and sends the processes that the executable is also started as to their work.
#[proc_macro_attribute]
pub fn main(options: TokenStream, function: TokenStream) -> TokenStream {
    main_fn::expand(options.into(), &function.into(), main_fn::Kind::Main).into()
}

/// Runs an async test.
#[proc_macro_attribute]
pub fn test(options: TokenStream, function: TokenStream) -> TokenStream {
    main_fn::expand(options.into(), &function.into(), main_fn::Kind::Test).into()
}

/// The attributes that `#[actor]` reads. On their own they only say where they belong.
macro_rules! inside_actor {
    ($($(#[$doc:meta])* $name:ident => $place:expr;)+) => {$(
        $(#[$doc])*
        #[proc_macro_attribute]
        pub fn $name(_: TokenStream, item: TokenStream) -> TokenStream {
            stray::expand(stringify!($name), $place, item.into()).into()
        }
    )+};
}

inside_actor! {
    /// Makes a method of an `#[actor]` block a handler: of its first parameter.
    handler => stray::Place::Method;
    /// Makes a function of an `#[actor]` block the one that builds the actor.
    init => stray::Place::Method;
    /// Makes a function of an `#[actor]` block a rule about where the actor may run.
    capability_check => stray::Place::Method;
    /// Makes a method of an `#[actor]` block what runs when its first messages have come.
    on_ready => stray::Place::Method;
    /// Says what an actor's system must have. Stands below `#[actor]`.
    require_capability => stray::Place::Block;
    /// Makes an actor a troupe of workers. Stands below `#[actor]`.
    troupe => stray::Place::Block;
    /// Holds an actor's other messages until each of these has come. Stands below `#[actor]`.
    init_messages => stray::Place::Block;
    /// Lets an actor end some time after its first message. Stands below `#[actor]`.
    transient => stray::Place::Block;
    /// Lets an actor end some time after its last message. Stands below `#[actor]`.
    transient_idle => stray::Place::Block;
}
