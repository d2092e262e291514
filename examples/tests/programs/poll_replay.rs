//! The survey goes through the poll service, on every base, and every count is right.

use std::path::Path;

use crate::program::run;
use actors_examples::poll::store::Store;

const POLL: &str = env!("CARGO_BIN_EXE_poll_analytics");

fn replays(args: &[&str]) -> String {
    let ended = run(POLL, args);
    assert!(ended.status.success(), "{args:?}: {}", ended.stderr);
    assert!(ended.stdout.contains("every count is right"), "{args:?}: {}", ended.stdout);
    ended.stdout
}

fn total(database: &Path, question: &str) -> u64 {
    let store = Store::open(database).expect("the database");
    store.load(question).expect("it can be read").analytics(question).total
}

#[test]
fn on_every_base() {
    for base in ["simple", "threads", "tcp"] {
        let report = replays(&["--base", base]);
        for words in ["vote: expected vote (944 responses)", "0 Clinton", "551", "58.4 %"] {
            assert!(report.contains(words), "{base}: no `{words}` in {report}");
        }
    }
}

#[test]
fn the_actors_have_processes() {
    let report = replays(&[]);
    for role in ["admin", "zygote", "poll.Cast", "poll.Question", "program"] {
        assert!(report.contains(role), "no `{role}` in {report}");
    }
}

/// Every question goes home at every beat, all the time, and nothing is lost.
#[test]
fn while_questions_come_and_go() {
    for base in ["threads", "tcp"] {
        let restless = ["--heartbeat", "0.01", "--threshold", "1e9"];
        replays(&[&["--base", base], &restless[..]].concat());
    }
}

#[test]
fn what_was_counted_before_is_added_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("poll.db");
    let database = file.to_str().expect("its path is text");
    replays(&["--db", database]);
    assert_eq!(total(&file, "vote"), 944);
    replays(&["--db", database, "--rounds", "2", "--base", "threads"]);
    assert_eq!(total(&file, "vote"), 3 * 944);
}

#[test]
fn other_data() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("data.csv");
    std::fs::write(&file, "who,likes,town\na,tea,Leeds\nb,,York\nc,tea,\n").expect("written");
    let data = file.to_str().expect("its path is text");
    let of = ["--data", data, "--questions", "likes", "--demographics", "town"];
    let report = replays(&of);
    assert!(report.contains("likes (2 responses)"), "{report}");
}

#[test]
fn what_can_t_work_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("no.db");
    std::fs::write(&file, "this is no database, though it is a file").expect("written");
    let file = file.to_str().expect("its path is text");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("its address").to_string();
    let cases: [(&[&str], &str); 6] = [
        (&["--http", &address], "can't listen on 127.0.0.1:"),
        (&["--data", "/no/such.csv", "--questions", "q"], "data `/no/such.csv`"),
        (&["--questions", "colour"], "there is no column `colour`; there are popul"),
        (&["--db", file], "is not a database"),
        (&["--db", "/no/such/folder/poll.db"], "database `/no/such/folder/poll.db`"),
        (&["--admin", "10.0.0.1:1900"], "10.0.0.1:1900"),
    ];
    for (args, words) in cases {
        let ended = run(POLL, args);
        assert_eq!(ended.status.code(), Some(1), "{args:?}: {}", ended.stderr);
        assert!(ended.stderr.contains(words), "{args:?}: {}", ended.stderr);
    }
}
