//! Settings: where they come from, and that they hold.

use std::{path::PathBuf, time::Duration};

use actors::{Base, Size, Source, prelude::*};

use crate::{SOON, on_every_base};

/// Never answers, and answers with a lot.
#[derive(Default)]
struct Silent {
    promised: Vec<ReplyTo<u64>>,
}

#[message]
struct Wait;

/// Wants so many bytes.
#[message]
struct Bytes(usize);

#[actor]
impl Silent {
    #[handler]
    fn wait(&mut self, _: Wait, reply: ReplyTo<u64>) {
        self.promised.push(reply);
    }

    #[handler]
    fn bytes(&mut self, Bytes(size): Bytes) -> Vec<u8> {
        vec![0; size]
    }
}

/// A file of settings that goes with the test.
struct File(tempfile::TempDir);

impl File {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("actors.toml"), text).expect("a file");
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("actors.toml")
    }
}

async fn a_file_says_what_the_builder_does_not(system: ActorSystem) {
    let file = File::new(
        "mailbox = 7\ngrace = \"3s\"\nname = \"from the file\"\nadmin = \"127.0.0.1:0\"\n\
         [capabilities]\nzone = \"eu\"\n",
    );
    let other = ActorSystem::builder(system.base())
        .config_file(file.path())
        .name("from the builder")
        .start()
        .await
        .expect("the system starts");
    let config = other.config();
    assert_eq!(config.name.value(), "from the builder");
    assert_eq!(*config.name.source(), Source::Builder(".name(…)"));
    assert_eq!(config.mailbox.get(), 7);
    let place = |line, column| Source::File { path: file.path(), line, column };
    assert_eq!(*config.mailbox.source(), place(1, 11));
    assert_eq!(*config.grace, Duration::from_secs(3));
    assert_eq!(*config.capabilities["zone"].source(), place(6, 8));
    assert_eq!(*config.message_limit.source(), Source::Default);
    other.shutdown().await.expect("down");
}

async fn a_file_says_what_a_system_runs_on(system: ActorSystem) {
    let file = File::new(&format!("base = \"{}\"\nadmin = \"127.0.0.1:0\"\n", system.base()));
    let builder = ActorSystem::configured().config_file(file.path());
    let other = builder.start().await.expect("the system starts");
    assert_eq!(other.base(), system.base());
    other.shutdown().await.expect("down");
}

async fn a_wrong_file_starts_no_system(system: ActorSystem) {
    let file = File::new("mailboks = 7\ngrace = 3\n");
    let builder = ActorSystem::builder(system.base()).admin("127.0.0.1:0");
    let error = builder.config_file(file.path()).start().await.expect_err("two mistakes");
    let told = error.to_string();
    let place = file.path().display().to_string();
    let expected =
        format!("{place}:1:1: there is no setting `mailboks`; did you mean `mailbox`?\n");
    assert!(told.starts_with(&expected), "{told}");
    assert!(told.contains(&format!("{place}:2:9: `grace` is a duration")), "{told}");
}

async fn an_ask_gives_up_after_the_time_of_the_settings(system: ActorSystem) {
    let after = Duration::from_millis(20);
    let other = ActorSystem::builder(system.base())
        .without_config_file()
        .admin("127.0.0.1:0")
        .ask_timeout(after)
        .start()
        .await
        .expect("the system starts");
    let silent = other.create::<Silent>(()).await.expect("created");
    assert_eq!(silent.ask(Wait).await, Err(AskError::Timeout(after)));
    other.shutdown().await.expect("down");
}

on_every_base! {
    a_file_says_what_the_builder_does_not
    a_file_says_what_a_system_runs_on
    a_wrong_file_starts_no_system
    an_ask_gives_up_after_the_time_of_the_settings
}

/// The limit is that of a process; so it is looked at in a process that has no other system.
#[test]
fn the_limit_of_messages_holds_in_the_processes_of_actors() {
    crate::run(Base::Threads, |_| async {
        let system = ActorSystem::builder(Base::Tcp)
            .without_config_file()
            .admin("127.0.0.1:0")
            .message_limit(Size::bytes(64 * 1024))
            .start()
            .await
            .expect("the system starts");
        let silent = system.create::<Silent>(()).await.expect("created");
        let fits = silent.ask(Bytes(60_000)).timeout(SOON).await.expect("it fits");
        assert_eq!(fits.len(), 60_000);
        let error = silent.ask(Bytes(70_000)).timeout(SOON).await.expect_err("too large");
        assert!(matches!(error, AskError::Codec(_)), "{error}");
        assert!(error.to_string().contains("a message may have 65536"), "{error}");
        system.shutdown().await.expect("down");
    });
}

#[test]
fn a_mailbox_is_as_large_as_the_settings_say() {
    crate::run(Base::Threads, |_| async {
        let builder = ActorSystem::builder(Base::Simple).without_config_file().mailbox(2);
        let system = builder.start().await.expect("the system starts");
        let silent = system.create::<Silent>(()).await.expect("created");
        for _ in 0..2 {
            silent.try_tell(Wait).expect("there is room");
        }
        let error = silent.try_tell(Wait).expect_err("no room");
        assert!(error.to_string().contains("full"), "{error}");
        system.shutdown().await.expect("down");
    });
}

#[test]
fn what_the_first_program_says_holds_for_those_who_join() {
    crate::run(Base::Threads, |_| async {
        let builder = || ActorSystem::builder(Base::Tcp).without_config_file();
        let first = builder().admin("127.0.0.1:0").mailbox(7).capability("zone", "eu");
        let first = first.start().await.expect("the system starts");
        let address = first.admin().expect("an admin").to_string();
        let second = builder().admin(address).mailbox(9).name("other").capability("zone", "us");
        let second = second.start().await.expect("joins");
        let config = second.config();
        assert_eq!((config.mailbox.get(), config.mailbox.source()), (7, &Source::System));
        assert_eq!(config.name.value(), first.config().name.value());
        assert_eq!(*config.capabilities["zone"].source(), Source::System);
        assert_eq!(config.admin.source(), &Source::Builder(".admin(…)"));
        first.shutdown().await.expect("down");
    });
}
