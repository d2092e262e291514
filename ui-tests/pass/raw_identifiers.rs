//! Names that are keywords.

#![allow(nonstandard_style)]

use actors::{Message, prelude::*};

#[message]
struct r#Type {
    r#type: u8,
}

#[message]
enum r#enum {
    r#fn(u8),
    r#struct { r#mod: u8 },
}

#[derive(Default)]
struct r#Loop {
    r#for: u8,
}

#[actor]
impl r#Loop {
    #[handler]
    fn r#type(&mut self, r#type: r#Type) -> u8 {
        self.r#for += r#type.r#type;
        self.r#for
    }

    #[handler]
    async fn r#await(&mut self, r#in: &r#enum, ctx: &mut Context<Self>) -> u8 {
        let _ = ctx.address();
        match r#in {
            r#enum::r#fn(n) => *n,
            r#enum::r#struct { r#mod } => *r#mod,
        }
    }

    #[handler]
    fn self_(&mut self, _: ()) {}

    #[handler]
    fn _1(&mut self, _: u8) {}

    #[handler]
    fn __(&mut self, _: u16) {}
}

fn main() {
    assert_eq!(r#Type::NAME, "raw_identifiers::Type".replace("raw_identifiers", module_path!()));
    assert_eq!(format!("{:?}", r#Type { r#type: 1 }), "Type { type: 1 }");
    assert_eq!(format!("{:?}", r#enum::r#fn(1)), "fn(1)");
    assert_eq!(format!("{:?}", r#enum::r#struct { r#mod: 1 }), "struct { mod: 1 }");
}
