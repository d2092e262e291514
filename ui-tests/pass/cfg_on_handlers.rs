//! `cfg` on handlers leaves out everything that was written for them.

use actors::prelude::*;

#[cfg(any())]
struct Never;

#[message]
struct Always(u8);

#[message]
struct Fields {
    #[cfg(all())]
    there: u8,
    #[cfg(any())]
    gone: Never,
}

#[message]
enum Variants {
    There,
    #[cfg(any())]
    Gone(Never),
}

#[message]
#[cfg(any())]
struct Gone(Never);

struct Absent;

#[actor]
#[cfg(any())]
impl Absent {
    #[handler]
    fn never(&mut self, _: Never) {}
}

#[derive(Default)]
struct Worker;

#[actor]
impl Worker {
    #[handler]
    #[cfg(any())]
    fn never(&mut self, _: Never, reply: ReplyTo<Never>) {}

    #[cfg(all())]
    #[handler]
    fn all(&mut self, Always(n): Always) -> u8 {
        n
    }

    #[handler]
    #[cfg(any())]
    fn not_this(&mut self, _: Fields) -> String {
        String::new()
    }

    #[handler]
    #[cfg(not(any()))]
    fn but_this(&mut self, fields: Fields) -> u8 {
        fields.there
    }

    #[handler]
    fn variants(&mut self, variants: Variants) -> u8 {
        match variants {
            Variants::There => 1,
        }
    }

    #[handler]
    #[cfg(any())]
    fn exit(&mut self, _: ActorExitRequest) -> Never {
        Never
    }

    #[handler(fallback)]
    #[cfg(any())]
    fn no_other(&mut self, _: AnyMessage) -> Never {
        Never
    }

    #[handler(fallback)]
    #[cfg(all())]
    fn other(&mut self, _: AnyMessage) {}
}

fn main() {
    let _ = Absent;
}
