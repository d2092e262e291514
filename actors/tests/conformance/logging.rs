//! Logs: what actors log comes together at one place, and each line says whose it is.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use actors::{
    Base,
    log::{LogFormat, LogLevel, Secret},
    prelude::*,
};

use crate::{SOON, on_every_base};

/// Says what it is told to say.
#[derive(Default)]
struct Speaker;

#[message]
struct Say {
    word: String,
    number: u64,
}

/// Says it so often.
#[message]
struct Repeat(u64);

#[message]
struct Whisper(Secret<String>);

/// Says it as bad news.
#[message]
struct Complain(String);

#[message]
struct Panic;

#[actor(on_panic = "resume")]
impl Speaker {
    /// Its process.
    #[handler]
    fn say(&mut self, say: Say) -> u32 {
        tracing::info!(number = say.number, word = %say.word, "it was said");
        tracing::debug!("not wanted");
        std::process::id()
    }

    #[handler]
    fn repeat(&mut self, Repeat(times): Repeat) {
        for time in 0..times {
            tracing::info!(time, "again");
        }
    }

    #[handler]
    fn complain(&mut self, Complain(of): Complain) {
        tracing::warn!(of, "it was complained");
    }

    #[handler]
    fn whisper(&mut self, whisper: Whisper) {
        tracing::info!(?whisper, password = ?whisper.0, "it was whispered");
    }

    #[handler(retry = false)]
    fn panic(&mut self, _: Panic) {
        panic!("it had to be");
    }
}

/// A folder for logs that goes with the test.
struct Logs(tempfile::TempDir);

impl Logs {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("log")
    }

    /// A system on the base of `system` that logs here.
    async fn start(&self, system: &ActorSystem, levels: &str) -> ActorSystem {
        ActorSystem::builder(system.base())
            .without_config_file()
            .admin("127.0.0.1:0")
            .name("tested")
            .log_file(self.path())
            .log_format(LogFormat::Json)
            .log_levels(levels)
            .log_stderr(LogLevel::Off)
            .start()
            .await
            .expect("the system starts")
    }

    /// What was logged; of tracing's targets, those of this file.
    fn read(&self) -> Vec<serde_json::Value> {
        let lines = read(&self.path());
        let lines = lines.lines().map(|line| serde_json::from_str(line).expect("JSON"));
        lines.filter(|line: &serde_json::Value| line["target"] != "actors::log").collect()
    }
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("a log")
}

async fn each_line_says_whose_it_is(system: ActorSystem) {
    let logs = Logs::new();
    let other = logs.start(&system, "off,conformance=info").await;
    let mut speakers = Vec::new();
    for number in 0..3 {
        let speaker = other.create::<Speaker>(()).await.expect("created");
        let say = Say { word: "a word".into(), number };
        let pid = speaker.ask(say).timeout(SOON).await.expect("it says it");
        speakers.push((speaker.any().to_string(), pid));
    }
    other.shutdown().await.expect("down");
    let lines = logs.read();
    assert_eq!(lines.len(), 3, "{lines:#?}");
    for (number, (address, pid)) in speakers.into_iter().enumerate() {
        let line = lines.iter().find(|line| line["fields"]["number"] == number).expect("a line");
        assert_eq!(line["address"], address);
        assert_eq!(line["pid"], pid);
        assert_eq!(line["actor"], "conformance::logging::Speaker");
        assert_eq!(line["system"], "tested");
        assert_eq!(line["level"], "info");
        assert_eq!(line["target"], "conformance::logging");
        assert_eq!(line["message"], "it was said");
        assert_eq!(line["fields"]["word"], "a word");
    }
}

async fn lines_of_one_actor_keep_their_order(system: ActorSystem) {
    let logs = Logs::new();
    let other = logs.start(&system, "info").await;
    let speaker = other.create::<Speaker>(()).await.expect("created");
    speaker.ask(Repeat(1_000)).timeout(SOON).await.expect("it says it");
    other.shutdown().await.expect("down");
    let lines = logs.read();
    let times: Vec<_> = lines.iter().filter_map(|line| line["fields"]["time"].as_u64()).collect();
    assert_eq!(times, (0..1_000).collect::<Vec<_>>());
}

async fn a_panic_is_logged_with_its_actor_its_message_and_its_place(system: ActorSystem) {
    let logs = Logs::new();
    let other = logs.start(&system, "warn").await;
    let speaker = other.create::<Speaker>(()).await.expect("created");
    speaker.ask(Panic).timeout(SOON).await.expect_err("it panics");
    let address = speaker.any().to_string();
    other.shutdown().await.expect("down");
    let lines = logs.read();
    let line = lines.iter().find(|line| line["message"] == "a handler panicked").expect("a line");
    assert_eq!(line["address"], address);
    assert_eq!(line["fields"]["message"], serde_json::Value::Null);
    assert_eq!(line["fields"]["handling"], "conformance::logging::Panic");
    let panic = line["fields"]["panic"].as_str().expect("text");
    assert!(panic.contains("it had to be") && panic.contains("logging.rs:"), "{panic}");
}

async fn secrets_are_not_logged(system: ActorSystem) {
    let logs = Logs::new();
    let other = logs.start(&system, "trace").await;
    let speaker = other.create::<Speaker>(()).await.expect("created");
    let secret = Whisper(Secret::new("swordfish".into()));
    speaker.ask(secret).timeout(SOON).await.expect("it whispers");
    other.shutdown().await.expect("down");
    let log = read(&logs.path());
    assert!(log.contains("it was whispered"), "{log}");
    assert!(!log.contains("swordfish"), "{log}");
}

async fn a_message_is_a_span_where_that_is_wanted(system: ActorSystem) {
    let logs = Logs::new();
    let other = logs.start(&system, "info,actors::message=debug").await;
    let speaker = other.create::<Speaker>(()).await.expect("created");
    let say = Say { word: "a word".into(), number: 1 };
    speaker.ask(say).timeout(SOON).await.expect("it says it");
    other.shutdown().await.expect("down");
    let lines = logs.read();
    let line = lines.iter().find(|line| line["message"] == "it was said").expect("a line");
    assert_eq!(line["spans"][0], "handle{message=conformance::logging::Say}");
}

async fn a_log_that_can_not_be_written_starts_no_system(system: ActorSystem) {
    let error = ActorSystem::builder(system.base())
        .without_config_file()
        .admin("127.0.0.1:0")
        .log_file("/no/such/folder/log")
        .start()
        .await
        .expect_err("no folder")
        .to_string();
    assert!(error.contains("the log file `/no/such/folder/log` can't be opened"), "{error}");
}

async fn a_flood_of_events_is_counted_and_holds_up_nobody(system: ActorSystem) {
    const FLOOD: u64 = 5_000;
    let logs = Logs::new();
    let other = logs.start(&system, "off,conformance=info,actors::log=warn").await;
    let speakers = [
        other.create::<Speaker>(()).await.expect("created"),
        other.create::<Speaker>(()).await.expect("created"),
    ];
    for speaker in &speakers {
        speaker.tell(Repeat(FLOOD)).await.expect("told");
    }
    for speaker in &speakers {
        let say = Say { word: "the last".into(), number: 0 };
        speaker.ask(say).timeout(SOON).await.expect("it is not held up");
    }
    other.shutdown().await.expect("down");
    // Each event is a line, or was counted in one.
    let log = read(&logs.path());
    let lines =
        log.lines().map(|line| -> serde_json::Value { serde_json::from_str(line).expect("JSON") });
    let events: u64 = lines
        .map(|line| {
            let message = line["message"].as_str().expect("a message");
            match message.split_once(" events left out") {
                Some((count, _)) => count.replace(',', "").parse().expect("a number"),
                None => u64::from(line["target"] != "actors::log"),
            }
        })
        .sum();
    assert_eq!(events, 2 * (FLOOD + 1));
}

/// Not a test of its own: a program whose stderr others look at. It tells on its stdout who logs.
#[tokio::test]
async fn program() {
    let Ok(base) = std::env::var("LOGGING_BASE") else { return };
    let base: Base = base.parse().expect("a base");
    let system = ActorSystem::builder(base)
        .without_config_file()
        .name("tested")
        .admin("127.0.0.1:0")
        .start()
        .await
        .expect("the system starts");
    for number in 1..=2 {
        let speaker = system.create::<Speaker>(()).await.expect("created");
        let say = Say { word: "a word".into(), number };
        let pid = speaker.ask(say).timeout(SOON).await.expect("it says it");
        let complain = Complain(format!("life {number}"));
        speaker.ask(complain).timeout(SOON).await.expect("it complains");
        println!("speaker {} {pid}", speaker.any());
    }
    system.shutdown().await.expect("down");
}

/// What that program showed on its stderr, without the times: each line as it should begin, up to
/// the target, and as it began; and what followed.
fn shown(base: Base, levels: Option<&str>) -> (Vec<String>, Vec<(String, String)>) {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ACTORS_") {
            command.env_remove(name);
        }
    }
    if let Some(levels) = levels {
        command.env("ACTORS_LOG", levels);
    }
    let ended = command
        .args(["--exact", "logging::program", "--nocapture"])
        .env("LOGGING_BASE", base.to_string())
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let (said, shown) =
        (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
    assert!(ended.status.success(), "{said}{shown}");
    // The names of tests stand before what they print.
    let speakers = said.lines().filter_map(|line| line.split_once("speaker "));
    let speakers = speakers.map(|(_, speaker)| speaker.to_owned()).collect();
    let lines = shown.lines().map(|line| {
        let (time, rest) = line.split_once(' ').unwrap_or_else(|| panic!("a line: {shown}"));
        assert!(time.starts_with("20") && time.ends_with('Z'), "{line}");
        let told = rest.split_once(" conformance::logging: ");
        let (whose, what) = told.unwrap_or_else(|| panic!("a target: {line}"));
        (whose.trim_start().to_owned(), what.to_owned())
    });
    (speakers, lines.collect())
}

async fn what_actors_log_is_shown_by_the_program_on_its_stderr(system: ActorSystem) {
    let begins = |level: &str, speaker: &str| {
        format!("{level} tested conformance::logging::Speaker {speaker}")
    };
    // Bad news, unless something else is wanted.
    let (speakers, lines) = shown(system.base(), None);
    let expected = [
        (begins("WARN", &speakers[0]), r#"it was complained of="life 1""#.to_owned()),
        (begins("WARN", &speakers[1]), r#"it was complained of="life 2""#.to_owned()),
    ];
    assert_eq!(lines, expected);

    let (speakers, lines) = shown(system.base(), Some("off,conformance=info"));
    // Each process has its own way; what one says keeps its order.
    for (number, speaker) in (1..).zip(&speakers) {
        let lines: Vec<_> = lines.iter().filter(|(whose, _)| whose.ends_with(speaker)).collect();
        let said = format!(r#"it was said number={number} word="a word""#);
        let expected = [
            (begins("INFO", speaker), said),
            (begins("WARN", speaker), format!(r#"it was complained of="life {number}""#)),
        ];
        assert_eq!(lines, expected.iter().collect::<Vec<_>>());
    }
    assert_eq!(lines.len(), 4, "{lines:?}");
}

on_every_base! {
    what_actors_log_is_shown_by_the_program_on_its_stderr
    each_line_says_whose_it_is
    lines_of_one_actor_keep_their_order
    a_panic_is_logged_with_its_actor_its_message_and_its_place
    secrets_are_not_logged
    a_message_is_a_span_where_that_is_wanted
    a_log_that_can_not_be_written_starts_no_system
    a_flood_of_events_is_counted_and_holds_up_nobody
}

/// What was logged before a process is killed is there.
#[test]
fn bad_news_is_logged_although_its_process_is_killed() {
    crate::run(Base::Tcp, |system| async move {
        let logs = Logs::new();
        let other = logs.start(&system, "info").await;
        let speaker = other.create::<Speaker>(()).await.expect("created");
        let say = Say { word: "before".into(), number: 1 };
        let pid = speaker.ask(say).timeout(SOON).await.expect("it says it");
        speaker.ask(Panic).timeout(SOON).await.expect_err("it panics");
        let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
        assert!(killed.expect("kill").success());
        speaker.ask(Repeat(1)).timeout(SOON).await.expect_err("it is gone");
        other.shutdown().await.expect("down");
        let lines = logs.read();
        let messages: Vec<_> = lines.iter().filter_map(|line| line["message"].as_str()).collect();
        assert!(messages.contains(&"it was said"), "{messages:?}");
        assert!(messages.contains(&"a handler panicked"), "{messages:?}");
    });
}
