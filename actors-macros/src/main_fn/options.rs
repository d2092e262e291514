//! The brackets of `#[actors::main]` and `#[actors::test]`.

use proc_macro2::TokenStream;
use syn::{LitInt, Path};

use super::Kind;
use crate::{
    attrs::{self, Setting},
    errors::Mistakes,
    words,
};

/// What stands in the brackets.
#[derive(Default)]
pub(super) struct Options {
    pub(super) threads: Threads,
    pub(super) krate: Option<Path>,
}

/// The threads that run the actors.
#[derive(Default)]
pub(super) enum Threads {
    /// As many as the machine has cores; two in a test.
    #[default]
    Usual,
    /// The one that is there.
    Current,
    /// So many.
    Workers(LitInt),
}

/// Reads the brackets.
pub(super) fn options(tokens: TokenStream, kind: Kind, mistakes: &mut Mistakes) -> Options {
    let mut options = Options::default();
    let (mut flavor, mut workers) = (Threads::Usual, None);
    let known = ["flavor", "worker_threads", "crate"];
    let owner = format!("actors::{}", kind.name());
    for setting in attrs::settings(&owner, &known, tokens, mistakes) {
        match setting.key.to_string().as_str() {
            "flavor" => flavor = self::flavor(&setting, mistakes),
            "worker_threads" => workers = setting.number(1, mistakes),
            _ => options.krate = setting.path(mistakes),
        }
    }
    options.threads = match (flavor, workers) {
        (Threads::Current, Some(workers)) => {
            mistakes.at(workers.literal, words::ONE_THREAD);
            Threads::Current
        }
        (_, Some(workers)) => Threads::Workers(workers.literal),
        (flavor, None) => flavor,
    };
    options
}

fn flavor(setting: &Setting, mistakes: &mut Mistakes) -> Threads {
    let Some(value) = setting.string(mistakes) else { return Threads::Usual };
    match value.value().as_str() {
        "current_thread" => Threads::Current,
        "multi_thread" => Threads::Usual,
        other => {
            let choices = ["current_thread", "multi_thread"];
            mistakes.at(value, words::unknown_choice("flavor", other, &choices));
            Threads::Usual
        }
    }
}
