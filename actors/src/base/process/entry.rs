//! Where a process finds out what it is: the program that the user started, or a part of a system.

use std::{
    env,
    os::unix::net::UnixStream,
    path::PathBuf,
    sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use super::{
    admin, boot,
    boot::Boot,
    host,
    sys::{self, Title},
    zygote,
};
use crate::{
    protocol::admin::{Entry, Executable},
    run::environment::{self, PROCESS},
};

/// Whether `#[actors::main]` has run.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// The executable as it was when this process started.
static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();

/// What `#[actors::main]` does first: in a process that is a part of a system it does not return.
pub fn enter() {
    ENTERED.store(true, Ordering::SeqCst);
    // Asked for now: once it is replaced, the operating system no longer tells.
    let _ = executable_path();
    if let Some((Entry::Main, fd)) = part() {
        play(fd);
    }
}

/// What happens before `main`: see [`Entry::BeforeMain`].
pub(super) fn before_main() {
    if let Some((Entry::BeforeMain, fd)) = part() {
        play(fd);
    }
}

/// The executable of this process, for its actors.
///
/// # Errors
/// What is missing, when processes of it would not find out what they are.
pub(crate) fn executable() -> Result<Executable, NoEntry> {
    if part().is_some() {
        return Err(NoEntry::Passed);
    }
    let path = executable_path().ok_or(NoEntry::Unknown)?;
    let entry = if ENTERED.load(Ordering::SeqCst) {
        Entry::Main
    } else if path.parent().is_some_and(|folder| folder.ends_with("deps")) {
        // Cargo keeps test executables and benches there, and programs elsewhere.
        Entry::BeforeMain
    } else {
        return Err(NoEntry::NoMain);
    };
    let path = path.to_str().ok_or(NoEntry::Unknown)?.to_owned();
    Ok(Executable { path, entry })
}

/// Why no process can be started from this executable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoEntry {
    /// `#[actors::main]` is missing.
    NoMain,
    /// This process is to be a part of a system, and its `main` did not find out.
    Passed,
    /// The operating system does not tell which executable this is.
    Unknown,
}

/// How a process of `entry` is told that it is a part of a system.
pub(crate) fn variable(entry: Entry, fd: i32) -> (&'static str, String) {
    let entry = match entry {
        Entry::Main => "main",
        Entry::BeforeMain => "before-main",
    };
    (PROCESS, format!("{entry}:{fd}"))
}

fn part() -> Option<(Entry, i32)> {
    let value = environment::text(PROCESS)?;
    let (entry, fd) = value.split_once(':')?;
    let entry = match entry {
        "main" => Entry::Main,
        "before-main" => Entry::BeforeMain,
        _ => return None,
    };
    Some((entry, fd.parse().ok()?))
}

fn executable_path() -> Option<&'static PathBuf> {
    if EXECUTABLE.get().is_none()
        && let Ok(path) = env::current_exe()
    {
        // The first to ask has the right answer.
        let _ = EXECUTABLE.set(path);
    }
    EXECUTABLE.get()
}

/// Is what this process was started to be.
fn play(fd: i32) -> ! {
    // What is started from here on is a program of its own.
    sys::forget_variable(PROCESS);
    sys::ignore_broken_pipes();
    let title = Title::find();
    let Ok(fd) = sys::inherited(fd) else {
        sys::exit(2);
    };
    let mut line = UnixStream::from(fd);
    match boot::read(&mut line) {
        Ok(Some(Boot::Admin(boot))) => admin::run(boot, line, title),
        Ok(Some(Boot::Zygote(home, executable))) => zygote::run(&home, &executable, line, title),
        Ok(Some(Boot::Host(boot))) => {
            drop(line);
            host::run(*boot, title, &mut host::event_loop())
        }
        // Whoever started this process is gone.
        Ok(None) | Err(_) => {}
    }
    sys::exit(0)
}
