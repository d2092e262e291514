//! Actors and messages that are public, less public and private, and their methods.

use actors::prelude::*;

pub mod outer {
    use actors::prelude::*;

    #[message]
    pub struct Public(pub u64);

    #[message]
    pub(crate) struct OfTheCrate(pub(crate) u64);

    #[message]
    struct Private(u64);

    #[derive(Default)]
    pub struct Counter(u64);

    #[actor]
    impl Counter {
        #[handler]
        pub fn public(&mut self, Public(n): Public) -> u64 {
            self.0 += n;
            self.0
        }

        #[handler]
        pub(crate) fn of_the_crate(&mut self, message: OfTheCrate, ctx: &mut Context<Self>) {
            ctx.send(&ctx.address(), Private(message.0));
        }

        #[handler]
        fn private(&mut self, Private(n): Private) {
            self.0 += n;
        }
    }

    pub mod inner {
        use actors::prelude::*;

        #[message]
        pub(in crate::outer) struct Inner;

        #[derive(Default)]
        pub(super) struct Hidden;

        #[actor]
        impl Hidden {
            #[handler]
            pub(in crate::outer) fn inner(&mut self, _: Inner) -> u64 {
                7
            }
        }
    }

    pub async fn ask_hidden(system: &ActorSystem) -> actors::Result<u64> {
        let hidden = system.create::<inner::Hidden>(()).await?;
        Ok(hidden.ask(inner::Inner).await?)
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<outer::Counter>(()).await?;
    counter.tell(outer::OfTheCrate(2)).await?;
    assert_eq!(counter.ask(outer::Public(1)).await?, 3);
    system.run_until_idle();
    assert_eq!(counter.ask(outer::Public(1)).await?, 4);
    assert_eq!(outer::ask_hidden(&system).await?, 7);
    system.shutdown().await
}
