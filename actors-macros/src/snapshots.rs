//! What the attributes write, for a reader to look at. `ACTORS_SNAPSHOTS=overwrite` writes the
//! files anew.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use quote::quote;

use crate::{actor, main_fn, message};

/// Compares what was written with the file of this name.
#[track_caller]
fn compare(name: &str, written: TokenStream) {
    let written = syn::parse2(written).expect("what the attributes write is Rust");
    let written = prettyplease::unparse(&written);
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/output").join(name);
    if env::var_os("ACTORS_SNAPSHOTS").is_some_and(|value| value == "overwrite") {
        fs::write(&file, written).expect("the folder is part of the repository");
        return;
    }
    let kept = fs::read_to_string(&file).expect("the file is part of the repository");
    assert!(kept == written, "{name} is written otherwise now:\n{written}");
}

#[test]
fn counter() {
    let block = quote! {
        impl Counter {
            /// Adds.
            #[handler]
            fn add(&mut self, Add(n): Add) -> u64 {
                self.total += n;
                self.total
            }

            #[handler]
            async fn later(&mut self, _: &String, reply: ReplyTo<u64>, _: &mut Context<Self>) {
                reply.send(self.total);
            }
        }
    };
    compare("counter.rs", actor::expand(TokenStream::new(), &block));
}

#[test]
fn translator() {
    let options = quote!(on_panic = "stop", process = "group:words", mailbox = 16);
    let block = quote! {
        #[require_capability("zone", "eu")]
        #[troupe(max = 10, idle = 2)]
        impl<T: Dictionary> Translator<T>
        where
            T: Portable,
        {
            #[init]
            async fn new(words: T, ctx: &mut Context<Self>) -> Result<Self, SetupError> {
                Self::read(words, ctx.address()).await
            }

            #[cfg(unix)]
            #[handler(retry = false)]
            async fn translate(&self, text: Text<T>) -> Result<String, Unknown> {
                self.find(text)
            }

            #[handler]
            fn exit(&mut self, _: ActorExitRequest, ctx: &mut Context<Self>) {
                self.close(ctx);
            }

            #[handler(fallback)]
            fn other(&mut self, message: AnyMessage) -> bool {
                self.log(message)
            }

            #[capability_check]
            fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
                capabilities.has("disk")
            }
        }
    };
    compare("translator.rs", actor::expand(options, &block));
}

#[test]
fn store() {
    let block = quote! {
        #[init_messages(Database, Settings)]
        impl Store {
            #[handler]
            fn database(&mut self, database: Database) {
                self.database = Some(database);
            }

            #[cfg(feature = "settings")]
            #[handler]
            fn settings(&mut self, settings: &Settings) {
                self.settings = settings.clone();
            }

            #[on_ready]
            async fn ready(&mut self, ctx: &mut Context<Self>) -> Result<(), StoreError> {
                self.open(ctx.address()).await
            }
        }
    };
    compare("store.rs", actor::expand(TokenStream::new(), &block));
}

#[test]
fn messages() {
    let shape = quote! {
        /// A shape.
        #[derive(PartialEq)]
        pub enum Shape<T> {
            Dot,
            Line(T, u64),
            Text { text: String },
        }
    };
    let local = quote! {
        struct Work(Box<dyn FnOnce() + Send>);
    };
    let tuned = quote! {
        struct Tuned {
            #[serde(default)]
            long_name: u8,
        }
    };
    compare("shape.rs", message::expand(TokenStream::new(), &shape));
    compare("local.rs", message::expand(quote!(local), &local));
    compare("tuned.rs", message::expand(quote!(name = "paint.Tuned"), &tuned));
}

#[test]
fn main_and_tests() {
    let main = quote! {
        async fn main() -> actors::Result {
            run().await
        }
    };
    let test = quote! {
        async fn it_runs() {
            run().await;
        }
    };
    compare("program.rs", main_fn::expand(TokenStream::new(), &main, main_fn::Kind::Main));
    compare("async_test.rs", main_fn::expand(TokenStream::new(), &test, main_fn::Kind::Test));
}
