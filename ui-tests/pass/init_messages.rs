//! Actors that wait for their first messages, in all forms.

use actors::prelude::*;

mod messages {
    use actors::prelude::*;

    #[message]
    pub struct Far(pub u32);
}

#[message]
struct Database(String);

#[message]
struct Settings;

#[message]
struct Get;

/// Without anything that runs then.
#[derive(Default)]
struct Plain(Vec<&'static str>);

#[actor]
#[init_messages(Database, messages::Far, String)]
impl Plain {
    #[handler]
    async fn database(&mut self, Database(_): Database) {
        self.0.push("database");
    }

    #[handler]
    fn far(&mut self, _: &messages::Far) {
        self.0.push("far");
    }

    #[handler]
    fn text(&mut self, _: String) {
        self.0.push("text");
    }

    #[handler]
    fn get(&mut self, _: Get) -> Vec<String> {
        self.0.iter().map(ToString::to_string).collect()
    }
}

type Outcome = Result<(), std::io::Error>;

macro_rules! forms {
    ($($name:ident { $($ready:tt)* })+) => {$(
        #[derive(Default)]
        struct $name {
            is_ready: bool,
        }

        #[actor]
        #[transient(after = "1h")]
        #[init_messages(Settings)]
        impl $name {
            #[handler]
            fn settings(&mut self, _: Settings) {}

            #[on_ready]
            $($ready)*

            #[handler]
            fn get(&self, _: Get) -> bool {
                self.is_ready
            }
        }
    )+

        async fn all_forms(system: &ActorSystem) -> actors::Result {
            $(
                let actor = system.create::<$name>(()).await?;
                actor.tell(Settings).await?;
                assert!(actor.ask(Get).await?, stringify!($name));
            )+
            Ok(())
        }
    };
}

forms! {
    Sync { fn ready(&mut self) { self.is_ready = true; } }
    Unit { fn ready(&mut self) -> () { self.is_ready = true; } }
    WithContext {
        fn ready(&mut self, ctx: &mut Context<Self>) {
            self.is_ready = ctx.children().is_empty();
        }
    }
    Async { async fn ready(&mut self, _: &mut Context<Self>) { self.is_ready = true; } }
    Fallible {
        async fn ready(&mut self) -> Result<(), std::fmt::Error> {
            self.is_ready = true;
            Ok(())
        }
    }
    Aliased { fn ready(&mut self) -> Outcome { self.is_ready = true; Ok(()) } }
    OfTheCrate { fn ready(&mut self) -> actors::Result { self.is_ready = true; Ok(()) } }
}

/// Handlers may have the names of what others do when they are ready, and of what makes an actor.
#[derive(Default)]
struct Named;

#[actor]
impl Named {
    #[handler]
    fn ready(&self, _: Get) -> bool {
        true
    }

    #[handler]
    async fn dispatch(&self, _: u8, _: &mut Context<Self>) {}

    #[handler]
    fn get_ready(&self, _: &u16) {}

    #[handler]
    fn init(&self, _: u32) {}

    #[handler]
    fn run(&self, _: u64) {}

    #[handler]
    fn name(&self, _: i8) {}
}

/// With parameters, and handlers that are there or not.
struct Cache<T> {
    seed: Option<T>,
}

#[message]
struct Seed<T>(T);

#[actor(process = "creator", on_panic = "resume")]
#[init_messages(Seed<T>, Settings, Database)]
#[require_capability("memory")]
impl<T: Portable + Clone> Cache<T> {
    #[init]
    fn new() -> Self {
        Self { seed: None }
    }

    #[handler]
    fn seed(&mut self, Seed(seed): Seed<T>) {
        self.seed = Some(seed);
    }

    #[cfg(unix)]
    #[handler]
    fn settings(&mut self, _: Settings) {}

    #[cfg(not(unix))]
    #[handler]
    fn no_settings(&mut self, _: Settings) {}

    /// One that is left out is not waited for.
    #[cfg(windows)]
    #[handler]
    fn database(&mut self, _: Database) {}

    #[on_ready]
    fn ready(&mut self) {
        assert!(self.seed.is_some());
    }

    #[handler]
    fn get(&mut self, _: Get) -> Option<T> {
        self.seed.clone()
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::builder(Base::Simple).capability("memory", true).start().await?;
    let plain = system.create::<Plain>(()).await?;
    plain.tell("text".to_owned()).await?;
    plain.tell(messages::Far(1)).await?;
    plain.tell(Database("disk".to_owned())).await?;
    assert_eq!(plain.ask(Get).await?, ["text", "far", "database"]);

    all_forms(&system).await?;
    assert!(system.create::<Named>(()).await?.ask(Get).await?);

    let cache = system.create::<Cache<u64>>(()).await?;
    cache.tell(Seed(7)).await?;
    cache.tell(Settings).await?;
    assert_eq!(cache.ask(Get).await?, Some(7));
    system.shutdown().await
}
