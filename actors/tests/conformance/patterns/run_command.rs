//! External programs.

use std::{path::Path, time::Duration};

use actors::{
    patterns::run_command::{
        Command, CommandError, CommandOutput, CommandResult, CommandStatus, RunCommand,
        StopCommand, Stream,
    },
    prelude::*,
};

use crate::{SOON, on_every_base};

type Answer = Result<CommandResult, AskError<CommandError>>;

async fn run(system: &ActorSystem, command: Command) -> Answer {
    let runner = system.create::<RunCommand>(()).await.expect("created");
    runner.ask(command).timeout(SOON).await
}

/// Hears what is printed.
struct Ear {
    told: AnyAddress,
}

#[actor(process = "creator")]
impl Ear {
    #[init]
    fn new(told: AnyAddress) -> Self {
        Self { told }
    }

    #[handler]
    fn hear(&mut self, output: CommandOutput, ctx: &mut Context<Self>) {
        ctx.send(&self.told, output);
    }
}

async fn a_program_gets_its_arguments_as_they_are_and_its_input(system: ActorSystem) {
    let echo = Command::new("printf").args(["%s|%s", "a b", "$HOME; `x`"]);
    let result = run(&system, echo).await.expect("it runs");
    assert!(result.is_success(), "{result:?}");
    assert_eq!(result.stdout.text(), "a b|$HOME; `x`", "no shell has read it");
    let result = run(&system, Command::new("cat").input("what goes in")).await.expect("it runs");
    assert_eq!(result.stdout.text(), "what goes in");
    let script = Command::shell("echo $GREETING; pwd; echo oh >&2; exit 3");
    let script = script.env("GREETING", "hello").directory("/");
    let result = run(&system, script).await.expect("it runs");
    assert_eq!(result.status, CommandStatus::Exited(3));
    assert_eq!(result.stdout.text(), "hello\n/\n");
    assert_eq!(result.stderr.text(), "oh\n");
}

async fn a_program_that_cannot_be_started_is_an_error_that_says_why(system: ActorSystem) {
    let error = run(&system, Command::new("/there/is/none")).await.expect_err("there is none");
    assert!(
        matches!(&error, AskError::Handler(CommandError::NotStarted { program, .. })
            if program == "/there/is/none"),
        "{error:?}"
    );
}

async fn output_is_sent_on_line_by_line(system: ActorSystem) {
    let told = system.private();
    let ear = system.create::<Ear>(told.address()).await.expect("created");
    let command = Command::shell("echo one; echo two; printf three").lines_to(ear.recipient());
    run(&system, command).await.expect("it runs");
    for line in ["one", "two", "three"] {
        let heard = told.listen(SOON).await.expect("a line").take::<CommandOutput>();
        let heard = heard.expect("a line");
        assert_eq!((heard.stream, heard.bytes.as_slice()), (Stream::Out, line.as_bytes()));
    }
}

async fn what_is_kept_of_an_output_has_a_limit_and_so_has_the_output(system: ActorSystem) {
    let much = || Command::shell("i=0; while [ $i -lt 1000 ]; do echo 123456789; i=$((i+1)); done");
    let result = run(&system, much().capture(100)).await.expect("it runs");
    assert_eq!((result.stdout.bytes.len(), result.stdout.total), (100, 10_000));
    assert!(result.stdout.is_cut());
    let endless = Command::new("yes").max_output(100_000).capture(10);
    let result = run(&system, endless).await.expect("it runs");
    assert_eq!(result.status, CommandStatus::TooMuchOutput);
}

async fn a_program_whose_time_is_over_is_killed_with_all_that_it_started(system: ActorSystem) {
    let command = Command::shell("sleep 1000 & sleep 1000; true");
    let limit = Duration::from_millis(50);
    let result = run(&system, command.timeout(limit)).await.expect("it runs");
    assert_eq!(result.status, CommandStatus::TimedOut);
    assert!(result.duration >= limit, "{result:?}");
}

async fn secrets_reach_the_program_and_are_not_shown(system: ActorSystem) {
    let command = Command::shell("printf '%s %s' \"$TOKEN\" \"$0\"")
        .secret_env("TOKEN", "s3cr3t")
        .secret_arg("p4ss")
        .input("1nput");
    let shown = format!("{command:?}");
    assert!(!shown.contains("s3cr3t") && !shown.contains("p4ss"), "{shown}");
    assert!(!shown.contains("1nput"), "{shown}");
    let result = run(&system, command).await.expect("it runs");
    assert_eq!(result.stdout.text(), "s3cr3t p4ss");
}

/// Runs a program that does not end, and says its number.
async fn endless(system: &ActorSystem) -> (Address<RunCommand>, Command, Endpoint) {
    let told = system.private();
    let ear = system.create::<Ear>(told.address()).await.expect("created");
    let runner = system.create::<RunCommand>(()).await.expect("created");
    let command = Command::shell("echo $$; exec sleep 1000").lines_to(ear.recipient());
    (runner, command, told)
}

async fn pid(told: &Endpoint) -> String {
    let heard = told.listen(SOON).await.expect("a line").take::<CommandOutput>().expect("a line");
    String::from_utf8(heard.bytes).expect("a number")
}

async fn gone(pid: &str) {
    let stat = Path::new("/proc").join(pid).join("stat");
    loop {
        // One that has ended and is not reaped yet does not run.
        match std::fs::read_to_string(&stat) {
            Ok(stat) if !stat.contains(") Z") => tokio::task::yield_now().await,
            _ => return,
        }
    }
}

async fn a_program_is_stopped_when_it_is_told_to_be(system: ActorSystem) {
    let (runner, command, told) = endless(&system).await;
    let (result, ()) = tokio::join!(runner.ask(command).timeout(SOON), async {
        let pid = pid(&told).await;
        assert_eq!(runner.ask(StopCommand).timeout(SOON).await, Ok(true));
        gone(&pid).await;
    });
    assert_eq!(result.expect("it ran").status, CommandStatus::Stopped);
    assert_eq!(runner.ask(StopCommand).timeout(SOON).await, Ok(false));
}

async fn an_actor_that_ends_takes_its_program_along(system: ActorSystem) {
    let (runner, command, told) = endless(&system).await;
    let (result, ()) = tokio::join!(runner.ask(command).timeout(SOON), async {
        let pid = pid(&told).await;
        runner.ask(ActorExitRequest::new()).timeout(SOON).await.expect("it goes");
        gone(&pid).await;
    });
    assert_eq!(result, Err(AskError::Handler(CommandError::Ended)));
}

/// Has a program run in its own process.
#[derive(Default)]
struct Owner;

#[message]
struct Own(Recipient<CommandOutput>);

#[message]
struct Abort;

#[actor]
impl Owner {
    #[handler]
    fn own(&mut self, Own(ear): Own, ctx: &mut Context<Self>) {
        let runner = ctx.spawn::<RunCommand>(());
        ctx.send(&runner, Command::shell("echo $$; exec sleep 1000").lines_to(ear));
    }

    #[handler]
    fn abort(&mut self, _: Abort) {
        std::process::abort();
    }
}

async fn a_process_that_is_killed_takes_its_programs_along(system: ActorSystem) {
    let told = system.private();
    let ear = system.create::<Ear>(told.address()).await.expect("created");
    let owner = system.create::<Owner>(()).await.expect("created");
    owner.ask(Own(ear.recipient())).timeout(SOON).await.expect("it runs");
    let pid = pid(&told).await;
    owner.tell(Abort).await.expect("told");
    gone(&pid).await;
}

on_every_base! {
    a_program_gets_its_arguments_as_they_are_and_its_input
    a_program_that_cannot_be_started_is_an_error_that_says_why
    output_is_sent_on_line_by_line
    what_is_kept_of_an_output_has_a_limit_and_so_has_the_output
    a_program_whose_time_is_over_is_killed_with_all_that_it_started
    secrets_reach_the_program_and_are_not_shown
    a_program_is_stopped_when_it_is_told_to_be
    an_actor_that_ends_takes_its_program_along
    a_process_that_is_killed_takes_its_programs_along
}
