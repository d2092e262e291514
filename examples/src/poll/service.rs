//! The whole service: the database, the actors, the HTTP front; its start and its orderly end.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use actors::{Error, prelude::*};
use axum::serve::ListenerExt as _;
use tokio::{
    net::TcpListener,
    sync::oneshot,
    task::JoinHandle,
    time::{sleep, timeout},
};

use super::{
    args::Args,
    cast::{Cast, Rules},
    http::Front,
    messages::Close,
    store::Store,
    translator::Translator,
};

/// The service, running.
#[derive(Debug)]
pub struct Service {
    system: ActorSystem,
    rules: Rules,
    front: Front,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

/// How often it is looked whether there is a cast.
const LOOK: Duration = Duration::from_secs(1);

/// How long requests that are being answered may take at the end.
const LAST_REQUESTS: Duration = Duration::from_secs(5);

/// How long what was accepted may take to be counted and saved at the end.
const LAST_RESPONSES: Duration = Duration::from_secs(10);

impl Service {
    /// Starts everything, with its counts in `database`.
    ///
    /// # Errors
    /// When the address is taken, the database can't be used, or the system does not start.
    pub async fn start(args: &Args, database: PathBuf) -> actors::Result<Self> {
        // What is most likely to go wrong first: nothing has to be taken back then.
        let listener = TcpListener::bind(args.http)
            .await
            .map_err(|error| Error::message(format!("can't listen on {}: {error}", args.http)))?;
        let rules = Rules {
            database: make(database)?,
            heartbeat: args.heartbeat,
            threshold: args.threshold,
        };
        let system = args.admin.start(args.base()).await?;
        match Self::play(&system, listener, rules).await {
            Ok(service) => Ok(service),
            Err(error) => {
                system.shutdown().await?;
                Err(error)
            }
        }
    }

    async fn play(
        system: &ActorSystem,
        listener: TcpListener,
        rules: Rules,
    ) -> actors::Result<Self> {
        let address = listener.local_addr()?;
        // The translators would make it too; so what is wrong with it is told here.
        system.create::<Cast>(rules.clone()).named(Cast::NAME).await?;
        let translator = system.create::<Translator>(rules.clone()).await?;
        let front = Front::new(translator, system.base());
        let (stop, stopped) = oneshot::channel();
        let listener = listener.tap_io(|stream| {
            // Without it an answer may wait for more; with an error it is only slower.
            let _ = stream.set_nodelay(true);
        });
        let serving = axum::serve(listener, front.clone().router())
            .with_graceful_shutdown(async { _ = stopped.await });
        let server = tokio::spawn(serving.into_future());
        Ok(Self { system: system.clone(), rules, front, address, stop, server })
    }

    /// Where it listens.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The system of its actors.
    #[must_use]
    pub const fn system(&self) -> &ActorSystem {
        &self.system
    }

    /// Waits until the system is over, since nothing is counted then. Meanwhile it makes a cast
    /// where there is none.
    ///
    /// # Errors
    /// Always, when it ends: why there is no cast.
    pub async fn stand(&self) -> actors::Result {
        loop {
            sleep(LOOK).await;
            self.system.create::<Cast>(self.rules.clone()).named(Cast::NAME).await?;
        }
    }

    /// Answers the last requests, lets everything that was accepted be counted and saved, and
    /// ends the system.
    ///
    /// # Errors
    /// When something was not counted or saved in time. The system has ended all the same.
    pub async fn close(self) -> actors::Result {
        let Self { system, rules, front, stop, mut server, .. } = self;
        // A server that is gone needs no word.
        let _ = stop.send(());
        if timeout(LAST_REQUESTS, &mut server).await.is_err() {
            server.abort();
        }
        let count = count(&system, rules, front.accepted());
        let counted = timeout(LAST_RESPONSES, count).await;
        system.shutdown().await?;
        match counted {
            Ok(counted) => counted,
            Err(_) => Err(Error::message("not every response was counted")),
        }
    }
}

/// Waits until so many responses are counted and saved.
async fn count(system: &ActorSystem, rules: Rules, accepted: u64) -> actors::Result {
    let cast = system.create::<Cast>(rules).named(Cast::NAME).await?;
    Ok(cast.ask(Close { accepted }).await?)
}

/// Makes the database. Its path, as every process finds it.
fn make(database: PathBuf) -> actors::Result<String> {
    let name = database.display().to_string();
    let wrong = |why: &dyn std::fmt::Display| Error::message(format!("database `{name}`: {why}"));
    Store::create(&database).map_err(|error| wrong(&error))?;
    let path = database.canonicalize().map_err(|error| wrong(&error))?;
    path.into_os_string().into_string().map_err(|_| wrong(&"its path is no text"))
}
