//! The options that every example takes: which base, and where its admin listens.

use actors::{ActorSystem, Base, StartError, blocking};
use clap::{Args, Parser};

/// A small program of actors, on the base of your choice.
#[derive(Debug, Clone, Parser)]
pub struct Options {
    /// The base, as the first argument: the same as `--base`
    #[arg(value_name = "BASE", conflicts_with = "base")]
    pub first: Option<Base>,
    /// What the actors run on: simple, threads or tcp (Thespian's names work too)
    #[arg(long, value_name = "NAME", default_value = "simple")]
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

impl Options {
    /// Starts the system that the options ask for, or joins it.
    ///
    /// # Errors
    /// When it can't be started; the error names the thing and the fix.
    pub async fn start(&self) -> Result<ActorSystem, StartError> {
        self.admin.start(self.first.unwrap_or(self.base)).await
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
