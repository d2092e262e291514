//! The options that every example takes: which base, and where its admin listens.

use actors::{ActorSystem, Base, StartError, blocking};
use clap::{Args, Parser};

/// A small program of actors, on the base of your choice.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// The base, as the first argument: the same as `--base`
    #[arg(value_name = "BASE", conflicts_with = "base")]
    pub first: Option<Base>,
    /// What the actors run on
    #[arg(long, value_name = "NAME", default_value = "simple", help = bases())]
    pub base: Base,
    /// The admin of the base
    #[command(flatten)]
    pub admin: Admin,
}

/// Where the admin of a base with processes listens.
#[derive(Debug, Clone, Args)]
pub struct Admin {
    /// Where the admin of the base `tcp` listens; port 0 takes any that is free, so that examples
    /// don't meet (the framework's own default is 127.0.0.1:1900)
    #[arg(long = "admin", value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub address: String,
}

/// What there is to run on, as `--help` says it.
#[must_use]
pub fn bases() -> String {
    let names = Base::ALL.map(|base| base.to_string());
    format!("What the actors run on: {} (Thespian's names work too)", names.join(", "))
}

/// How a program ends that was ended by Ctrl-C, as a shell says it.
const INTERRUPTED: i32 = 130;

/// How the work came to its end.
enum End {
    /// It was done.
    Done,
    /// Somebody pressed Ctrl-C before that.
    Interrupted,
}

impl Options {
    /// Starts the system that the options ask for, or joins it; does `work` in it; and shuts it
    /// down in any case. Actors that have processes of their own would outlive the program
    /// otherwise, if the work fails or somebody presses Ctrl-C.
    ///
    /// # Errors
    /// When the system can't be started, the error names the thing and the fix; else what the work
    /// gave.
    pub async fn run(
        &self,
        work: impl AsyncFnOnce(&ActorSystem) -> actors::Result,
    ) -> actors::Result {
        match self.until_interrupted(work).await? {
            End::Done => Ok(()),
            End::Interrupted => std::process::exit(INTERRUPTED),
        }
    }

    /// As [`run`](Self::run), for work that goes on until somebody presses Ctrl-C: so it has done
    /// what it should.
    ///
    /// # Errors
    /// As there.
    pub async fn serve(
        &self,
        work: impl AsyncFnOnce(&ActorSystem) -> actors::Result,
    ) -> actors::Result {
        self.until_interrupted(work).await.map(drop)
    }

    async fn until_interrupted(
        &self,
        work: impl AsyncFnOnce(&ActorSystem) -> actors::Result,
    ) -> actors::Result<End> {
        let system = self.admin.start(self.first.unwrap_or(self.base)).await?;
        let done = tokio::select! {
            done = work(&system) => done.map(|()| End::Done),
            _ = tokio::signal::ctrl_c() => Ok(End::Interrupted),
        };
        system.shutdown().await?;
        done
    }

    /// The same for a program without async.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub fn start_blocking(&self) -> Result<blocking::ActorSystem, StartError> {
        let base = self.first.unwrap_or(self.base);
        ActorSystem::builder(base).admin(&self.admin.address).start_blocking()
    }
}

impl Admin {
    /// Starts a system on `base`, or joins it.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub async fn start(&self, base: Base) -> Result<ActorSystem, StartError> {
        ActorSystem::builder(base).admin(&self.address).start().await
    }
}
