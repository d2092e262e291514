//! The crate under another name.

extern crate actors as renamed;

use renamed::prelude::*;

mod actors {}

#[message(crate = renamed)]
struct Add(u64);

#[message(crate = renamed)]
struct Wrapped<T: Default> {
    #[serde(default)]
    inner: T,
}

#[message(crate = ::renamed, local)]
struct Local;

#[derive(Default)]
struct Counter(u64);

#[actor(crate = renamed)]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.0 += n;
        self.0
    }

    #[handler]
    fn wrapped(&mut self, wrapped: Wrapped<u8>) -> u8 {
        wrapped.inner
    }

    #[capability_check]
    fn fits(_: &Capabilities, _: &Requirements) -> bool {
        true
    }
}

#[renamed::main(crate = renamed)]
async fn main() {
    let _ = Local;
}
