//! The program as it is when it is installed.
//!
//! A linker writes an executable here and there, and the operating system keeps it in memory in
//! single pages. Written in one go, as installers do, it is kept in large pieces, which are much
//! cheaper to have for each process that starts: with `fork` it is a quarter. So that it does not
//! matter what was done to the executable last, a copy of it is what is measured.

use std::{
    env, fs,
    io::{self, ErrorKind},
    path::Path,
    process::{Command, ExitCode},
};

/// Tells a process that it is the copy.
const VARIABLE: &str = "MESSAGING_COPY";

/// Runs a copy of this program with the same words, and gives its result; `None` in the copy.
pub(crate) fn run() -> io::Result<Option<ExitCode>> {
    if env::var_os(VARIABLE).is_some() {
        return Ok(None);
    }
    // Where the executables of tests and benchmarks lie, by their names; overwritten the next time.
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("deps");
    fs::create_dir_all(&folder)?;
    let copy = folder.join("messaging");
    match fs::remove_file(&copy) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::copy(env::current_exe()?, &copy)?;
    let status = Command::new(copy).args(env::args_os().skip(1)).env(VARIABLE, "1").status()?;
    Ok(Some(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }))
}
