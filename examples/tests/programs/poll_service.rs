//! The poll service, asked over HTTP: its statuses, and what it keeps when something ends.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use crate::program::{Ended, Program, http, kill, until};
use actors_examples::poll::{messages::Analytics, store::Store};
use serde_json::Value;
use tempfile::TempDir;

const BASES: [&str; 3] = ["simple", "threads", "tcp"];

/// A service with a database that outlives it.
struct Service {
    program: Program,
    address: SocketAddr,
    database: PathBuf,
    _folder: TempDir,
}

impl Service {
    fn start(args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("poll.db");
        let path = database.to_str().expect("its path is text");
        let args = [&["--db", path], args].concat();
        let mut program = Program::start(env!("CARGO_BIN_EXE_poll_analytics"), &args);
        let address = program.line("serving on http://");
        let address = address.split(';').next().expect("the first part is always there");
        let address = address.parse().expect("it is an address");
        Self { program, address, database, _folder: folder }
    }

    fn post(&self, body: &str) -> (u16, String) {
        http(self.address, "POST", "/response", body)
    }

    fn get(&self, path: &str) -> (u16, String) {
        http(self.address, "GET", path, "")
    }

    /// Answers a question so many times.
    fn answer(&self, question: &str, times: u64) {
        let body =
            format!(r#"{{"question":"{question}","answer":"yes","demographics":{{"age":30}}}}"#);
        for _ in 0..times {
            assert_eq!(self.post(&body), (201, String::new()));
        }
    }

    /// Waits until so many answers have been counted.
    fn counts(&self, question: &str, total: u64) {
        let counted = until("the service answers with all counts", || {
            let (status, body) = self.get(&format!("/analytics/{question}"));
            assert!([200, 404, 503].contains(&status), "{status}: {body}");
            let analytics: Analytics = serde_json::from_str(&body).ok()?;
            (analytics.total >= total).then_some(analytics)
        });
        assert_eq!(counted.total, total);
        assert_eq!(counted.answers["yes"], total);
        assert_eq!(counted.by["age"]["30"]["yes"], total);
    }

    /// Waits until so many answers have been saved.
    fn saves(&self, question: &str, total: u64) {
        let saved = || (saved(&self.database, question) == total).then_some(());
        until("all counts are saved", saved);
    }

    /// Whether an actor plays the question; `None` when it is not known.
    fn is_live(&self, question: &str) -> Option<bool> {
        let (status, body) = self.get("/questions");
        assert_eq!(status, 200, "{body}");
        let list: Vec<Value> = serde_json::from_str(&body).expect("a list");
        let listed = list.iter().find(|listed| listed["question"] == question)?;
        assert!(listed["activity"].is_number());
        listed["live"].as_bool()
    }

    /// Ends it by Ctrl-C.
    fn interrupt(self) -> Ended {
        self.program.signal(libc::SIGINT);
        let ended = self.program.end();
        assert!(ended.status.success(), "{:?}: {}", ended.status, ended.stderr);
        ended
    }
}

fn saved(database: &Path, question: &str) -> u64 {
    let store = Store::open(database).expect("the database");
    store.load(question).expect("it can be read").analytics(question).total
}

#[test]
fn statuses() {
    for base in BASES {
        let service = Service::start(&["--no-replay", "--base", base]);
        service.answer("vote", 2);
        service.counts("vote", 2);
        assert_eq!(service.get("/health").0, 200);
        assert_eq!(service.is_live("vote"), Some(true));

        let unknown = service.get("/analytics/colour");
        let why = r#"{"error":"nobody has answered `colour` yet"}"#;
        assert_eq!(unknown, (404, why.to_owned()));
        assert_eq!(service.is_live("colour"), None);
        assert_eq!(service.get("/nothing").0, 404);
        assert_eq!(service.get("/response").0, 405);

        assert_eq!(service.post("{").0, 400);
        let (status, why) = service.post(r#"{"question":"vote","demographics":{}}"#);
        assert_eq!((status, why.contains("answer")), (422, true), "{why}");
        let (status, why) =
            service.post(r#"{"question":"vote","answer":1,"demographics":{"age":null}}"#);
        assert_eq!((status, why.contains("demographics.age")), (422, true), "{why}");
        assert_eq!(service.post(&"x".repeat(64 * 1024 + 1)).0, 413);
        service.counts("vote", 2);

        // One process for the question that there is, none for those asked for in vain.
        let questions = service.program.processes_of("poll.Question").len();
        assert_eq!(questions, usize::from(base == "tcp"));
        service.interrupt();
    }
}

#[test]
fn names_are_taken_as_they_are() {
    let service = Service::start(&["--no-replay"]);
    let body = r#"{"question":" Is 1/2 \u00fc? ","answer":0.5,"demographics":{}}"#;
    assert_eq!(service.post(body).0, 201);
    let analytics = until("it is counted", || {
        let (status, body) = service.get("/analytics/Is%201%2F2%20%C3%BC%3F");
        (status == 200).then_some(body)
    });
    let expected = r#"{"question":"Is 1/2 ü?","total":1,"answers":{"0.5":1},"by":{}}"#;
    assert_eq!(analytics, expected);
    service.interrupt();
}

#[test]
fn a_killed_question_comes_back_with_its_last_save() {
    let service = Service::start(&["--no-replay"]);
    service.answer("vote", 5);
    service.answer("other", 3);
    service.saves("vote", 5);
    service.saves("other", 3);
    for kills in 0..3 {
        let before = service.program.processes_of("poll.Question");
        assert_eq!(before.len(), 2);
        for pid in &before {
            kill(*pid, libc::SIGKILL);
        }
        until("the killed ones are gone", || {
            let now = service.program.processes_of("poll.Question");
            before.iter().all(|pid| !now.contains(pid)).then_some(())
        });
        service.counts("vote", 5 + kills);
        service.counts("other", 3);
        service.answer("vote", 1);
        service.saves("vote", 6 + kills);
    }
    service.interrupt();
}

#[test]
fn a_killed_cast_is_made_again() {
    let service = Service::start(&["--no-replay"]);
    service.answer("vote", 5);
    service.saves("vote", 5);
    let [cast] = service.program.processes_of("poll.Cast")[..] else { panic!("there is one cast") };
    kill(cast, libc::SIGKILL);
    until("there is another", || {
        let now = service.program.processes_of("poll.Cast");
        matches!(now[..], [other] if other != cast).then_some(())
    });
    // The question has lived on, under its name.
    service.counts("vote", 5);
    assert_eq!(service.program.processes_of("poll.Question").len(), 1);
    // What was answered with 201 was routed by one cast and the other; the end waits for it in vain.
    service.program.signal(libc::SIGINT);
    let ended = service.program.end();
    assert!(ended.stderr.contains("not every response was counted"), "{}", ended.stderr);
}

#[test]
fn ctrl_c_saves_everything_that_was_accepted() {
    for base in BASES {
        let service = Service::start(&["--no-replay", "--base", base]);
        service.answer("vote", 50);
        let database = service.database.clone();
        service.program.signal(libc::SIGINT);
        let Service { program, _folder, .. } = service;
        assert!(program.end().status.success());
        assert_eq!(saved(&database, "vote"), 50, "{base}");
    }
}

#[test]
fn ctrl_c_in_the_middle_of_a_replay() {
    for base in BASES {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("poll.db");
        let path = database.to_str().expect("its path is text");
        let args = ["--base", base, "--rounds", "10000", "--db", path];
        let mut program = Program::start(env!("CARGO_BIN_EXE_poll_analytics"), &args);
        program.line("replaying");
        program.signal(libc::SIGINT);
        let ended = program.end();
        assert_eq!(ended.status.code(), Some(130), "{base}: {}", ended.stderr);
        assert_eq!(ended.stderr, "interrupted; what was accepted is saved\n", "{base}");
    }
}

#[test]
fn quiet_questions_go_home_and_come_back() {
    for base in ["threads", "tcp"] {
        let service = Service::start(&["--no-replay", "--base", base, "--heartbeat", "0.02"]);
        for times in 1..4 {
            service.answer("vote", 1);
            service.counts("vote", times);
            until("it goes home", || (service.is_live("vote") == Some(false)).then_some(()));
            assert!(service.program.processes_of("poll.Question").is_empty());
            assert_eq!(saved(&service.database, "vote"), times);
        }
        service.interrupt();
    }
}

#[test]
fn after_the_replay_it_serves() {
    let service = Service::start(&["--serve", "--questions", "vote"]);
    let (status, body) = service.get("/analytics/vote");
    assert_eq!(status, 200);
    let analytics: Analytics = serde_json::from_str(&body).expect("analytics");
    assert_eq!(analytics.total, 944);
    service.interrupt();
}
