//! The sentences that users read: what is wrong, and what to write instead.

use std::fmt::Display;

/// The right form of a handler, shown where a signature is wrong.
const HANDLER: &str = "a handler looks like this, with or without `async`, `ctx` and an answer:\n\n    \
     #[handler]\n    \
     async fn add(&mut self, add: Add, ctx: &mut Context<Self>) -> u64";

/// The right form of a fallback.
const FALLBACK: &str = "a fallback looks like this:\n\n    \
     #[handler(fallback)]\n    \
     fn other(&mut self, message: AnyMessage, ctx: &mut Context<Self>)";

/// The right form of an init.
const INIT: &str = "an init looks like this, with or without `async`, parameters and `ctx`:\n\n    \
     #[init]\n    \
     async fn new(name: String, ctx: &mut Context<Self>) -> Result<Self, SetupError>";

/// The right form of what runs when an actor is ready.
const ON_READY: &str = "it looks like this, with or without `async`, `ctx` and a `Result`:\n\n    \
     #[on_ready]\n    \
     async fn ready(&mut self, ctx: &mut Context<Self>) -> Result<(), SetupError>";

// What stands in the brackets.

pub(crate) fn brackets(name: &str) -> String {
    format!("`#[{name}]` takes its values in brackets: `#[{name}(…)]`")
}

pub(crate) fn brackets_of(owner: &str, known: &[&str]) -> String {
    match known {
        [] => format!("`#[{owner}]` takes nothing in brackets"),
        _ => format!("`#[{owner}]` takes {}, as `key` or as `key = value`", list(known)),
    }
}

pub(crate) const WANTS_STRING: &str = "a string: `\"…\"`";

pub(crate) fn wants_this_string(value: impl Display) -> String {
    format!("a string: `\"{value}\"`")
}

pub(crate) const WANTS_BOOL: &str = "`true` or `false`";
pub(crate) const WANTS_TIME: &str =
    "a time longer than none: `\"10s\"`, `\"500ms\"`, `\"5m\"`, `\"1h\"`, `\"2d\"`";
pub(crate) const WANTS_PATH: &str = "a path, such as `my_actors`";

pub(crate) fn wants_number(least: u32) -> String {
    format!("a whole number from {least} up")
}

pub(crate) fn wrong_value(key: impl Display, wants: &str) -> String {
    format!("`{key}` wants {wants}")
}

pub(crate) fn no_value(key: impl Display) -> String {
    format!("`{key}` stands alone, without a value")
}

pub(crate) fn repeated_key(key: &str) -> String {
    format!("`{key}` is said twice; leave one of them")
}

pub(crate) fn unknown_key(owner: &str, key: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("`#[{owner}]` takes nothing in brackets");
    }
    match nearest(key, known) {
        Some(near) => format!("`#[{owner}]` has no `{key}`; did you mean `{near}`?"),
        None => format!("`#[{owner}]` has no `{key}`; it takes {}", list(known)),
    }
}

pub(crate) fn unknown_choice(key: &str, value: &str, choices: &[&str]) -> String {
    let quoted: Vec<_> = choices.iter().map(|choice| format!("\"{choice}\"")).collect();
    let quoted: Vec<_> = quoted.iter().map(String::as_str).collect();
    match nearest(value, choices) {
        Some(near) => format!("`{key}` can't be \"{value}\"; did you mean \"{near}\"?"),
        None => format!("`{key}` can't be \"{value}\"; it is one of {}", list(&quoted)),
    }
}

pub(crate) const EMPTY_NAME: &str = "a name can't be empty";
pub(crate) const EMPTY_GROUP: &str =
    "the group wants a name: `process = \"group:NAME\"`; its actors share one process";

// Where an attribute stands.

pub(crate) fn stray_method(name: &str) -> String {
    format!(
        "`#[{name}]` stands in an `impl` block that has `#[actor]` above it; write `#[actor]` above \
         the block"
    )
}

pub(crate) fn stray_block(name: &str) -> String {
    format!(
        "`#[{name}]` stands below the `#[actor]` of an `impl` block:\n\n    \
         #[actor]\n    #[{name}(…)]\n    impl …"
    )
}

pub(crate) fn above_actor(name: &str) -> String {
    format!("`#[{name}]` stands above `#[actor]`, which can't see it; move it below")
}

pub(crate) fn repeated_attribute(name: &str) -> String {
    format!("`#[{name}]` stands here twice; leave one of them")
}

pub(crate) const TWO_ROLES: &str =
    "a function has one of `#[handler]`, `#[init]`, `#[on_ready]` and `#[capability_check]`";

pub(crate) fn on_a_constant(name: &str) -> String {
    format!("`#[{name}]` belongs on a function")
}

pub(crate) fn not_on_a_function(name: &str) -> String {
    match name {
        "message" => {
            "`#[message]` stands above a `struct` or an `enum`; above the method that handles it \
             stands `#[handler]`"
                .to_owned()
        }
        "actor" => "`#[actor]` stands above the whole `impl` block".to_owned(),
        _ => format!("`#[{name}]` stands below the `#[actor]` of the whole `impl` block"),
    }
}

pub(crate) fn role_by_cfg_attr(name: &str) -> String {
    format!(
        "`#[actor]` can't see through `cfg_attr`; write `#[cfg(…)]` and `#[{name}]` above the \
         function"
    )
}

// The actor.

pub(crate) fn actor_on(found: &str) -> String {
    format!(
        "`#[actor]` stands above an `impl` block, not above {found}; write it above the block that \
         has the handlers: `#[actor] impl Counter {{ … }}`"
    )
}

pub(crate) const ACTOR_ON_TRAIT: &str = "`#[actor]` stands above an `impl` block of the actor's own, \
     not above one of a trait; move the handlers to `impl Counter { … }`";
pub(crate) const ACTOR_TYPE: &str = "an actor is a struct or an enum of your own, with a name";
pub(crate) const ACTOR_LIFETIME: &str = "an actor owns what it has: it can't borrow anything; \
     take the lifetime out and keep a `String` for a `&str`, an `Arc` for a `&`";
pub(crate) fn free_parameter(name: impl Display) -> String {
    format!(
        "`{name}` is in a message or in an answer, so it has to be a message itself; \
         write `impl<{name}: Portable> …`"
    )
}

pub(crate) const LOCAL_NAME: &str =
    "an actor placed with its creator is never named to another process; leave `name` out";
pub(crate) const GENERIC_NAME: &str =
    "a generic actor is named after its type with its parameters; leave `name` out";

// Handlers.

pub(crate) fn no_receiver() -> String {
    format!("a handler takes `&mut self` or `&self` first; {HANDLER}")
}

pub(crate) fn wrong_receiver() -> String {
    format!("a handler borrows its actor: `&mut self` or `&self`; {HANDLER}")
}

pub(crate) fn no_message() -> String {
    format!("a handler takes a message after `self`; {HANDLER}")
}

pub(crate) fn message_first() -> String {
    format!("the message comes first, right after `self`; {HANDLER}")
}

pub(crate) fn two_messages() -> String {
    format!(
        "a handler takes one message; write one `#[handler]` for each, or one message with both \
         in it; {HANDLER}"
    )
}

pub(crate) const MUT_REFERENCE: &str = "a handler takes its message by value or by `&`: \
     it may be needed once more after a panic; leave `mut` out, or take it by value";
pub(crate) const OTHER_REFERENCE: &str = "the only references that a handler takes are its message, \
     and `ctx: &mut Context<Self>`; what else it needs stands in the message";
pub(crate) const CONTEXT_VALUE: &str = "the context is borrowed: write `ctx: &mut Context<Self>`";
pub(crate) const CONTEXT_OF_ANOTHER: &str =
    "the context is that of this actor: write `ctx: &mut Context<Self>`";
pub(crate) const CONTEXT_TWICE: &str = "the context is taken twice; leave one of them";
pub(crate) const REPLY_TWICE: &str = "the answer is promised twice; leave one `ReplyTo`";
pub(crate) const REPLY_REFERENCE: &str = "a `ReplyTo` is taken by value: leave the `&` out";
pub(crate) const REPLY_AND_OUTPUT: &str = "a handler that takes a `ReplyTo` answers through it and \
     returns nothing; leave out the `ReplyTo`, or what it returns";
pub(crate) const STR_MESSAGE: &str = "a `str` can't be sent by itself; a handler for strings takes a \
     `String` or a `&String`";
pub(crate) const BORROWED_MESSAGE: &str = "a message outlives its sender, so it can't borrow; take one \
     that owns what it has, as a `String` owns what a `&str` borrows";
pub(crate) const TRAIT_MESSAGE: &str = "a message has a type that its sender and its handler know; \
     write the type instead of `dyn …`, or an enum of those that it may be";

pub(crate) fn slice_message(element: impl Display) -> String {
    format!(
        "a slice can't be sent by itself; a handler for several values takes a `Vec<{element}>` or a \
         `&Vec<{element}>`"
    )
}

pub(crate) const BORROWED_ANSWER: &str =
    "an answer leaves the actor, so it can't borrow from it; return an owned value";
pub(crate) const OPAQUE_TYPE: &str = "whoever sends a message must know the types of it and of its answer; write the type instead \
     of `impl …`";
pub(crate) const HANDLER_GENERICS: &str = "a handler is for one type of message, so it can't have \
     parameters of its own; write them on the `impl` block";
pub(crate) const HANDLER_LIFETIMES: &str = "a handler has no lifetimes of its own: what it borrows it has as long as it runs; leave them out";
pub(crate) const HANDLER_UNSAFE: &str =
    "anybody may send the message, so its handler can't be `unsafe`";
pub(crate) const VARIADIC: &str = "a handler takes no further values";
pub(crate) const EXIT_REPLY: &str = "whoever asks an actor to exit is answered by the exit itself; \
     leave the `ReplyTo` out";

pub(crate) fn same_message(message: &str) -> String {
    format!("`{message}` has a handler already; an actor has one for each message")
}

pub(crate) fn fallback_message() -> String {
    format!("a fallback takes an `AnyMessage`; {FALLBACK}")
}

pub(crate) const ASYNC_BLOCKING: &str = "a handler that blocks is not async: it has a thread of its own; leave `async` out and call \
     what blocks, or leave `blocking` out and await";

pub(crate) const FALLBACK_REPLY: &str = "a fallback does not know the type of the answer, so it \
     can't take a `ReplyTo`; return an answer, or hand the message on with `ctx.forward`";
pub(crate) const FALLBACK_DISPATCH: &str = "a fallback is the last that a message comes to, so it \
     can't pass it on; return the answer, or hand the message to another actor with `ctx.forward`";
pub(crate) const EXIT_DISPATCH: &str = "an exit request ends the actor whatever its handler says, so \
     it can't be passed on; return nothing";
pub(crate) const DISPATCH_RETRY: &str = "a message that may be passed on is needed once more; leave \
     `retry = false` out";
pub(crate) const TWO_FALLBACKS: &str = "an actor has one fallback; this is the second";
pub(crate) const RETRY_REFERENCE: &str = "a message taken by `&` is not cloned, so there is nothing to \
     save; leave `retry` out";

// Building an actor.

pub(crate) const TWO_INITS: &str = "an actor has one `#[init]`; this is the second";
pub(crate) const MANY_ARGUMENTS: &str =
    "an init takes at most six parameters; put them into a `#[message]` struct";
pub(crate) const BORROWED_ARGUMENT: &str = "the arguments are kept to build the actor again, so they \
     can't be borrowed; take an owned value, such as `String` for `&str`";
pub(crate) const CONTEXT_LAST: &str = "the context comes last";
pub(crate) const INIT_CFG: &str = "an `#[init]` can't be left out by `cfg`; put the `cfg` into it";

pub(crate) fn init_receiver() -> String {
    format!("there is no actor yet, so its init can't take `self`; {INIT}")
}

pub(crate) fn init_output() -> String {
    format!("an init returns the actor: `Self` or `Result<Self, …>`; {INIT}")
}

pub(crate) fn init_generics() -> String {
    format!("an init can't have parameters of its own; {INIT}")
}

// Capabilities and troupes.

pub(crate) fn capability_check() -> String {
    "a capability check looks like this:\n\n    \
     #[capability_check]\n    \
     fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool"
        .to_owned()
}

pub(crate) const TWO_CHECKS: &str = "an actor has one `#[capability_check]`; this is the second";
pub(crate) const CHECK_CFG: &str =
    "a `#[capability_check]` can't be left out by `cfg`; put the `cfg` into it";
pub(crate) const CAPABILITY_FORM: &str = "a required capability has a name, and perhaps a value: \
     `#[require_capability(\"zone\", \"eu\")]`";
pub(crate) const CAPABILITY_VALUE: &str =
    "the value of a capability is a string, a number, `true` or `false`";

pub(crate) fn same_capability(key: &str) -> String {
    format!("the capability `{key}` is required twice; leave one of them")
}

pub(crate) const TROUPE_MAX: &str = "a troupe has a greatest size: `#[troupe(max = 10, idle = 2)]`";

pub(crate) fn idle_above_max(idle: u32, max: u32) -> String {
    format!("{idle} workers can't be idle in a troupe of at most {max}")
}

// Actors that end by themselves.

pub(crate) fn transient_after(name: &str) -> String {
    format!("say after how long it ends: `#[{name}(after = \"10s\")]`")
}

pub(crate) const TWO_TRANSIENTS: &str = "an actor ends by itself after its first message or after its last; leave `#[transient]` or \
     `#[transient_idle]` out";
pub(crate) const TRANSIENT_TROUPE: &str =
    "a troupe dismisses its workers by itself; leave this out, or `#[troupe]`";

// Actors that wait for their first messages.

pub(crate) const INIT_MESSAGES_FORM: &str = "name the types of the messages that the actor waits for: \
     `#[init_messages(Database, Settings)]`";
pub(crate) const NO_INIT_MESSAGES: &str = "this waits for nothing; name the messages, \
     `#[init_messages(Database, Settings)]`, or leave it out";
pub(crate) const INIT_MESSAGE_REFERENCE: &str = "name the message itself, without `&`";
pub(crate) const WAITS_FOR_THE_EXIT: &str =
    "an actor that waits for its exit is never ready; name the messages that it needs to begin";
pub(crate) const WAITS_FOR_ANYTHING: &str = "an actor waits for messages that it knows, and a fallback \
     takes any; name each message, and write a `#[handler]` for it";
pub(crate) const INIT_MESSAGES_TROUPE: &str = "the workers of a troupe come and go, and nobody could \
     send each its first messages; leave this out, or `#[troupe]`";
pub(crate) const ON_READY_ALONE: &str = "`#[on_ready]` runs when the messages of `#[init_messages(…)]` \
     have come: write that below `#[actor]`; what needs no message is for `#[init]`";
pub(crate) const TWO_READIES: &str = "an actor has one `#[on_ready]`; this is the second";
pub(crate) const ON_READY_CFG: &str =
    "an `#[on_ready]` can't be left out by `cfg`; put the `cfg` into it";

pub(crate) fn waits_for_unhandled(message: &str, handled: &[String]) -> String {
    let last = |path: &str| path.rsplit("::").next().map(str::to_owned);
    let names: Vec<&str> = handled.iter().map(String::as_str).collect();
    let alike = names.iter().find(|handled| last(handled) == last(message)).copied();
    match alike.or_else(|| nearest(message, &names)) {
        Some(near) => {
            format!("no handler of this block takes a `{message}`; did you mean `{near}`?")
        }
        None => format!(
            "no handler of this block takes a `{message}`, so it would never be ready; write a \
             `#[handler]` for it, and name the message here as it is named there"
        ),
    }
}

pub(crate) fn waits_twice(message: &str) -> String {
    format!("`{message}` is named twice; once is enough, whoever sends it first")
}

pub(crate) fn on_ready_receiver() -> String {
    format!("an `#[on_ready]` borrows its actor, which is built by then; {ON_READY}")
}

pub(crate) fn on_ready_parameter() -> String {
    format!(
        "an `#[on_ready]` takes no message: each of those that were waited for has been handled by \
         its own handler; {ON_READY}"
    )
}

pub(crate) fn on_ready_output() -> String {
    format!("nobody asks an `#[on_ready]`, so it returns nothing, or a `Result<(), …>`; {ON_READY}")
}

pub(crate) fn on_ready_generics() -> String {
    format!("an `#[on_ready]` can't have parameters of its own; {ON_READY}")
}

pub(crate) fn on_ready_unsafe() -> String {
    format!("an `#[on_ready]` runs by itself, so it can't be `unsafe`; {ON_READY}")
}

// Messages.

pub(crate) fn message_on(found: &str) -> String {
    format!("`#[message]` stands above a `struct` or an `enum`, not above {found}")
}

pub(crate) const MESSAGE_LIFETIME: &str = "a message outlives its sender, so it can't borrow; take the \
     lifetime out and own the value, as a `String` owns what a `&str` borrows";
pub(crate) const BORROWED_FIELD: &str = "a message outlives its sender, so its fields can't borrow; own \
     the value, as a `String` owns what a `&str` borrows";
pub(crate) fn long_array(element: impl Display) -> String {
    format!(
        "a message can't have an array of more than 32 in it, but of bytes; take a `Vec<{element}>`"
    )
}

pub(crate) const LOCAL_MESSAGE_NAME: &str =
    "a local message is never named to another process; leave `name` or `local` out";

pub(crate) const WANTS_KINDS: &str = "the message that it is a kind of, `is_a = Event`, or several, \
     nearest first: `is_a = [Alarm, Event]`";
pub(crate) const KIND_GENERIC: &str = "a message with type parameters can't be a kind of another: other \
     processes could not know which it is; leave `is_a` or the parameters out";
pub(crate) const KIND_CLONE: &str = "a message that is a kind of another is kept while it is handled as \
     that; write `#[derive(Clone)]` below `#[message]`";

pub(crate) fn kind_of_itself(name: impl Display) -> String {
    format!("every message is a kind of itself; name another than `{name}`")
}

pub(crate) fn same_kind(name: impl Display) -> String {
    format!("`{name}` is named twice; leave one of them")
}

pub(crate) fn kinds_of_one_another(kind: impl Display, name: impl Display) -> String {
    format!("`{kind}` and `{name}` can't be kinds of one another; leave one `is_a` out")
}

// Main and tests.

pub(crate) fn function_on(owner: &str) -> String {
    format!("`#[actors::{owner}]` stands above an `async fn`")
}

pub(crate) fn not_async(name: &str) -> String {
    format!("write `async fn {name}()`: what it awaits runs on the runtime that is started here")
}

pub(crate) const THREADS_WITHOUT_ASYNC: &str = "`flavor` and `worker_threads` are for `async fn main()`; without `async` there is no runtime \
     here, and `actors::blocking` brings its own";

pub(crate) const MAIN_NAME: &str =
    "`#[actors::main]` stands above `async fn main()`, or above `fn main()` without async";
pub(crate) const MAIN_ARGUMENTS: &str =
    "`main` takes no arguments; the command line is in `std::env::args()`";
pub(crate) const TEST_ARGUMENTS: &str = "a test takes no arguments";

pub(crate) fn function_generics(name: &str) -> String {
    format!("`{name}` can't have type parameters: nobody could say which")
}

pub(crate) const ONE_THREAD: &str =
    "`flavor = \"current_thread\"` has no workers; leave one of the two out";

// Helpers.

/// «`a`, `b` and `c`».
fn list(words: &[&str]) -> String {
    let quoted: Vec<_> = words
        .iter()
        .map(|word| if word.starts_with('"') { (*word).to_owned() } else { format!("`{word}`") })
        .collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

/// The one of `known` that was probably meant.
fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |known: &&&str| distance(word, known);
    known.iter().min_by_key(distance).filter(|known| distance(known) <= word.len() / 3).copied()
}

/// How many letters must be changed, added or left out.
fn distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, left) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, right) in right.iter().enumerate() {
            let changed = diagonal + usize::from(left != *right);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_key_is_told_what_was_meant() {
        let known = ["on_panic", "process", "mailbox", "name"];
        assert_eq!(nearest("proces", &known), Some("process"));
        assert_eq!(nearest("onpanic", &known), Some("on_panic"));
        assert_eq!(nearest("colour", &known), None);
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(list(&["a"]), "`a`");
        assert_eq!(list(&["a", "b", "c"]), "`a`, `b` and `c`");
    }
}
