//! Rules of the books, with time moved by hand.

use super::*;
use crate::{
    actor::{capability::Requirements, registered::Role, restart::Restart},
    protocol::admin::Entry,
};

/// Books with one program that has joined.
fn books() -> (Books, ProcessId) {
    let (mut books, program) = (Books::default(), ProcessId::random());
    assert!(books.connected(program, Some(7)).is_empty());
    (books, program)
}

fn start(reference: Reference, id: ActorId, parent: Option<ActorId>) -> ToAdmin {
    let request = StartRequest {
        id,
        actor: "Actor".to_owned(),
        args: Vec::new(),
        parent,
        named: None,
        group: None,
        requirements: Requirements::default(),
        role: Role::Actor,
        restart: Restart::never(),
    };
    let executable = Executable { path: "/bin/x".to_owned(), entry: Entry::Main };
    ToAdmin::Start { reference, request: Box::new(request), executable }
}

fn actor() -> ActorId {
    ActorId::root(ProcessId::random())
}

/// An actor that runs in a process of its own.
fn running(books: &mut Books, program: ProcessId, parent: Option<ActorId>) -> ActorId {
    let id = actor();
    let actions = books.hear(program, start(1, id, parent), Duration::ZERO);
    assert!(matches!(actions[..], [Action::Fork(..)]), "{actions:?}");
    books.forked(id.process, 100);
    books.connected(id.process, None);
    let started = books.hear(id.process, ToAdmin::Started { id, result: Ok(()) }, Duration::ZERO);
    assert!(matches!(
        started[..],
        [Action::Send(to, FromAdmin::Started { result: Ok(made), .. })]
            if to == program && made == id
    ));
    id
}

#[test]
fn the_parent_of_a_killed_process_is_told_and_its_children_are_asked_to_end() {
    let (mut books, program) = books();
    let parent = running(&mut books, program, None);
    let child = running(&mut books, parent.process, Some(parent));
    let grandchild = running(&mut books, child.process, Some(child));
    assert!(books.exited(child.process, ExitReason::Killed(9), Duration::ZERO).is_empty());
    let actions = books.disconnected(child.process);
    let told = |target: ActorId, is: fn(&System) -> bool| {
        actions.iter().any(|action| match action {
            Action::Send(to, FromAdmin::Say { target: said_to, system }) => {
                *to == target.process && *said_to == target && is(system)
            }
            _ => false,
        })
    };
    assert!(told(parent, |system| matches!(system, System::ChildExited(_, ExitReason::Killed(9)))));
    assert!(told(grandchild, |system| matches!(system, System::Exit(..))));
    assert_eq!(actions.len(), 2, "{actions:?}");
}

#[test]
fn who_asks_for_a_process_that_nobody_knows_is_answered_when_it_comes_or_in_the_end() {
    let (mut books, program) = books();
    let (late, never) = (ProcessId::random(), ProcessId::random());
    for (reference, process) in [(1, late), (2, never)] {
        let word = ToAdmin::Locate { reference, process };
        assert!(books.hear(program, word, Duration::ZERO).is_empty());
    }
    let come = books.connected(late, Some(8));
    assert!(matches!(
        come[..],
        [Action::Send(_, FromAdmin::Located { reference: 1, standing: Standing::Alive })]
    ));
    assert_eq!(books.next_tick(), Some(UNHEARD));
    assert!(books.tick(UNHEARD / 2).is_empty());
    assert!(matches!(
        books.tick(UNHEARD)[..],
        [Action::Send(_, FromAdmin::Located { reference: 2, standing: Standing::Gone(_) })]
    ));
    assert_eq!(books.next_tick(), None);
}

#[test]
fn who_mourns_hears_the_reason_when_it_is_known() {
    let (mut books, program) = books();
    let lost = running(&mut books, program, None).process;
    let word = ToAdmin::Mourn { reference: 5, process: lost };
    assert!(books.hear(program, word, Duration::ZERO).is_empty());
    assert!(books.disconnected(lost).is_empty());
    let actions = books.exited(lost, ExitReason::Killed(9), Duration::ZERO);
    assert!(actions.iter().any(|action| matches!(
        action,
        Action::Send(
            _,
            FromAdmin::Located { reference: 5, standing: Standing::Gone(ExitReason::Killed(9)) }
        )
    )));
}

#[test]
fn a_process_that_dies_before_its_actor_runs_fails_the_start() {
    let (mut books, program) = books();
    let id = actor();
    books.hear(program, start(3, id, None), Duration::ZERO);
    assert!(books.exited(id.process, ExitReason::Killed(11), Duration::ZERO).is_empty());
    assert_eq!(books.next_tick(), Some(LEAVING));
    let actions = books.tick(LEAVING);
    assert!(matches!(
        actions[..],
        [Action::Send(
            to,
            FromAdmin::Started { reference: 3, result: Err(CreateError::Process { .. }) }
        )] if to == program
    ));
}

#[test]
fn a_shutdown_asks_waits_kills_and_is_over_with_the_last_process() {
    let (mut books, program) = books();
    let stubborn = running(&mut books, program, None);
    let grace = Duration::from_secs(1);
    let actions = books.hear(program, ToAdmin::Shutdown { grace }, Duration::ZERO);
    assert!(actions.iter().any(|action| matches!(
        action,
        Action::Send(to, FromAdmin::Say { system: System::Exit(..), .. })
            if *to == stubborn.process
    )));
    let refused = books.hear(program, start(9, actor(), None), Duration::ZERO);
    assert!(matches!(
        refused[..],
        [Action::Send(_, FromAdmin::Started { result: Err(CreateError::SystemShutdown), .. })]
    ));
    let late = grace + LAST_CALL;
    assert_eq!(books.next_tick(), Some(late));
    assert!(matches!(books.tick(late)[..], [Action::Kill(100)]));
    assert!(books.disconnected(stubborn.process).is_empty());
    let over = books.exited(stubborn.process, ExitReason::Killed(9), Duration::ZERO);
    assert!(matches!(&over[..], [Action::Finish(words)] if words.len() == 1), "{over:?}");
}

#[test]
fn what_a_process_said_before_it_was_killed_counts_although_it_is_heard_later() {
    let (mut books, program) = books();
    let parent = running(&mut books, program, None);
    let child = actor();
    books.hear(parent.process, start(4, child, Some(parent)), Duration::ZERO);
    books.forked(child.process, 101);
    // The one who made it tells of its end before its connection has been taken.
    assert!(books.exited(child.process, ExitReason::Killed(9), Duration::ZERO).is_empty());
    books.connected(child.process, None);
    let started = ToAdmin::Started { id: child, result: Ok(()) };
    let started = books.hear(child.process, started, Duration::ZERO);
    assert!(matches!(started[..], [Action::Send(_, FromAdmin::Started { result: Ok(_), .. })]));
    let actions = books.disconnected(child.process);
    assert!(
        actions.iter().any(|action| matches!(
            action,
            Action::Send(
                _,
                FromAdmin::Say { system: System::ChildExited(_, ExitReason::Killed(9)), .. }
            )
        )),
        "{actions:?}"
    );
    assert!(books.tick(LEAVING).is_empty(), "it is told once");
}

#[test]
fn who_is_in_more_of_a_hurry_ends_the_system_earlier() {
    let (mut books, program) = books();
    running(&mut books, program, None);
    let grace = Duration::from_secs(100);
    books.hear(program, ToAdmin::Shutdown { grace }, Duration::ZERO);
    assert_eq!(books.next_tick(), Some(grace + LAST_CALL));
    assert!(books.shut_down(Duration::from_secs(1), Duration::ZERO).is_empty());
    assert_eq!(books.next_tick(), Some(Duration::from_secs(1) + LAST_CALL));
}
