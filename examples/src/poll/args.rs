//! The options of `poll_analytics`.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, time::Duration};

use actors::Base;
use clap::Parser;

use super::replay::Pace;
use crate::options::Admin;

/// Poll analytics over HTTP, with an actor for each question.
///
/// Without options it starts on free ports, replays a survey of 944 respondents through HTTP,
/// checks every count, shows the results and ends.
#[derive(Debug, Clone, Parser)]
#[command(name = "poll_analytics")]
pub struct Args {
    /// The base, as the first argument: the same as `--base`
    #[arg(value_name = "BASE", conflicts_with = "base")]
    pub first: Option<Base>,
    /// What the actors run on: simple, threads or tcp
    #[arg(long, value_name = "NAME", default_value = "tcp")]
    pub base: Base,
    /// The admin of the base
    #[command(flatten)]
    pub admin: Admin,
    /// Where the service listens; port 0 takes any that is free
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    pub http: SocketAddr,
    /// The database; what it has counted before is added to [default: a temporary file]
    #[arg(long, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// Go on serving after the replay, until Ctrl-C
    #[arg(long)]
    pub serve: bool,
    /// Start without the survey, and serve
    #[arg(long, conflicts_with_all = ["data", "questions", "demographics", "rounds", "rate"])]
    pub no_replay: bool,
    /// Replay the rows of another CSV file, whose first line names its columns
    #[arg(long, value_name = "FILE", requires = "questions")]
    pub data: Option<PathBuf>,
    /// The columns that are questions [default: those of the survey]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub questions: Vec<String>,
    /// The columns that are demographics [default: those of the survey]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub demographics: Vec<String>,
    /// How often the data is replayed
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=10_000))]
    pub rounds: u64,
    /// The most responses that are sent in a second; 0 for as many as are taken
    #[arg(long, value_name = "N", default_value_t = 8_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub rate: u32,
    /// How many connections replay at once
    #[arg(long, value_name = "N", default_value_t = 16, value_parser = clap::value_parser!(u64).range(1..=1_000))]
    pub connections: u64,
    /// The seconds after which the activity of every question is halved
    #[arg(long, value_name = "SECONDS", default_value = "5", value_parser = seconds)]
    pub heartbeat: Duration,
    /// The activity below which a question goes home
    #[arg(long, value_name = "ACTIVITY", default_value_t = 0.5, value_parser = activity)]
    pub threshold: f64,
}

impl Args {
    /// How the data is replayed.
    #[must_use]
    pub fn pace(&self) -> Pace {
        Pace {
            rounds: self.rounds,
            connections: self.connections,
            rate: NonZeroU32::new(self.rate),
        }
    }

    /// The base.
    #[must_use]
    pub fn base(&self) -> Base {
        self.first.unwrap_or(self.base)
    }
}

fn seconds(words: &str) -> Result<Duration, String> {
    let seconds: f64 = words.parse().map_err(|_| "no number of seconds".to_owned())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if time >= Duration::from_millis(1) && seconds <= 86_400.0 => Ok(time),
        _ => Err("between 0.001 and 86400 seconds".to_owned()),
    }
}

fn activity(words: &str) -> Result<f64, String> {
    match words.parse() {
        Ok(activity) if (0.0..=1e9).contains(&activity) => Ok(activity),
        _ => Err("a number from 0 on".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_options_are_consistent() {
        super::Args::command().debug_assert();
    }
}
