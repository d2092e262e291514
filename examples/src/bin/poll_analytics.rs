//! Poll analytics over HTTP: a service made of actors, and a survey that tries it out.

use std::{
    fs::File,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
};

use actors::Error;
use actors_examples::poll::{args::Args, replay, report, service::Service, survey::Survey};
use clap::Parser as _;
use tempfile::TempDir;
use tokio::signal::unix::{SignalKind, signal};

/// How the program came to its end.
enum End {
    /// Everything was done.
    Done,
    /// Somebody stopped it before that.
    Interrupted,
}

#[actors::main]
async fn main() -> ExitCode {
    match run(&Args::parse()).await {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Interrupted) => {
            eprintln!("interrupted; what was accepted is saved");
            // As a shell says it of a program that ended by Ctrl-C.
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> actors::Result<End> {
    let survey = if args.no_replay { None } else { Some(survey(args)?) };
    // Asked for first, so that from here on Ctrl-C ends everything in order.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let (database, temporary) = database(args)?;
    let service = Service::start(args, database).await?;
    let done = tokio::select! {
        done = work(args, survey, &service) => done.map(|()| End::Done),
        _ = interrupt.recv() => Ok(End::Interrupted),
        _ = terminate.recv() => Ok(End::Interrupted),
    };
    let closed = service.close().await;
    let removed = temporary.map_or(Ok(()), TempDir::close);
    let done = done?;
    closed?;
    removed?;
    // A service that serves until it is told to stop has done what it should.
    Ok(if args.serve || args.no_replay { End::Done } else { done })
}

fn survey(args: &Args) -> actors::Result<Survey> {
    let Some(path) = &args.data else {
        return Survey::anes96(&args.questions, &args.demographics);
    };
    let about = |error: &dyn std::fmt::Display| {
        Error::message(format!("data `{}`: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| about(&error))?;
    Survey::read(file, args.questions.clone(), &args.demographics).map_err(|error| about(&error))
}

/// The file that was asked for, or one that is gone afterwards.
fn database(args: &Args) -> actors::Result<(PathBuf, Option<TempDir>)> {
    if let Some(database) = &args.db {
        return Ok((database.clone(), None));
    }
    let folder = tempfile::Builder::new().prefix("poll-analytics-").tempdir()?;
    Ok((folder.path().join("poll.db"), Some(folder)))
}

async fn work(args: &Args, survey: Option<Survey>, service: &Service) -> actors::Result {
    if let Some(survey) = survey {
        let (address, system) = (service.address(), service.system());
        let count = survey.responses.len();
        say(&format!("replaying {count} responses on the base {}\n", system.base()))?;
        let outcome = replay::replay(address, &survey, args.pace()).await?;
        say(&report::questions(&survey, &outcome))?;
        say(&report::speed(&outcome))?;
        say(&report::processes(&system.processes().await))?;
    }
    if args.serve || args.no_replay {
        say(&format!("serving on http://{}; Ctrl-C ends it\n", service.address()))?;
        service.stand().await?;
    }
    Ok(())
}

/// Writes to the standard output. That nobody reads it any more is no reason to panic: everything
/// is to end in order.
fn say(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    output.write_all(text.as_bytes())?;
    output.flush()
}
