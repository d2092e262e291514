//! Handlers whose bodies are macros, nested items and strange tokens.

use actors::prelude::*;

#[message]
struct Of<const N: usize>(u8);

#[derive(Default)]
struct Odd(u64);

#[actor]
impl Odd {
    #[handler]
    fn todo(&mut self, _: ()) -> u64 {
        todo!()
    }

    #[handler]
    fn nested(&mut self, n: u64) -> u64 {
        struct Inner(u64);
        impl Inner {
            fn handler(&self) -> u64 {
                self.0
            }
        }
        fn inner(n: u64) -> u64 {
            Inner(n).handler()
        }
        'outer: loop {
            if n > self.0 {
                break 'outer inner(n);
            }
            self.0 /= 2;
        }
    }

    #[handler]
    fn returned(&mut self, _: bool) -> Of<{ 1 + 1 }> {
        Of(1)
    }
}

fn main() {
    assert_eq!(Odd(8).nested(3), 3);
}
