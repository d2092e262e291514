//! Actors and messages that other macros write.

use actors::prelude::*;

macro_rules! counter {
    ($name:ident, $message:ident($type:ty), $key:literal, $max:expr) => {
        #[message(name = $key)]
        struct $message($type);

        #[derive(Default)]
        struct $name {
            total: $type,
        }

        #[actor(mailbox = $max)]
        #[require_capability($key)]
        #[troupe(max = $max)]
        impl $name {
            #[handler]
            fn add(&mut self, message: &$message, ctx: &mut Context<Self>) -> $type {
                let _ = ctx.sender();
                self.total += message.0;
                self.total
            }

            #[handler]
            async fn bare(&mut self, n: $type, reply: ReplyTo<$type>) {
                reply.send(n);
            }
        }
    };
}

counter!(Bytes, AddByte(u8), "bytes", 8);
counter!(Words, AddWord(u16), "words", 16);

fn in_a_function() {
    counter!(Inner, AddInner(u32), "inner", 3);
    let _ = Inner::default().total;
}

macro_rules! handlers {
    ($actor:ident: $($method:ident($message:ty) -> $answer:expr;)+) => {
        #[actor]
        impl $actor {
            $(
                #[handler]
                fn $method(&mut self, _: $message) -> String {
                    $answer.to_string()
                }
            )+
        }
    };
}

#[derive(Default)]
struct Many;

handlers! { Many:
    byte(u8) -> 1;
    word(u16) -> "2";
    a_b(u32) -> 3.0;
    ab(u64) -> 4;
    r#match(bool) -> true;
}

fn main() {
    in_a_function();
}
