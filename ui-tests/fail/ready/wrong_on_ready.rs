use actors::prelude::*;

#[message]
struct Database;

macro_rules! store {
    ($name:ident { $($ready:tt)* }) => {
        #[derive(Default)]
        struct $name;

        #[actor]
        #[init_messages(Database)]
        impl $name {
            #[handler]
            fn database(&mut self, _: Database) {}

            #[on_ready]
            $($ready)*
        }
    };
}

store!(TakesAMessage { fn ready(&mut self, _: Database, _: &mut Context<Self>) {} });
store!(TakesTheContextTwice { fn ready(&self, _: &mut Context<Self>, _: &mut Context<Self>) {} });
store!(OfAnother { fn ready(&self, _: &mut Context<TakesAMessage>) {} });
store!(ByValue { fn ready(&self, _: Context<Self>) {} });
store!(WithoutSelf { fn ready() {} });
store!(OwnedSelf { fn ready(self) {} });
store!(Generic { fn ready<T>(&mut self) {} });
store!(Unsafe { unsafe fn ready(&mut self) {} });
store!(ReturnsAReference { fn ready(&self) -> &'static str { "" } });

fn main() {}
