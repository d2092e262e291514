//! The folder of a system's sockets: only this user may enter it.

use std::{
    env, fs, io,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::sys;
use crate::run::environment;

/// Where the folders of this user's systems are.
fn root() -> PathBuf {
    match environment::path("XDG_RUNTIME_DIR") {
        Some(folder) if Path::new(&folder).is_dir() => Path::new(&folder).join("actors"),
        _ => env::temp_dir().join(format!("actors-{}", sys::user())),
    }
}

/// Makes the folder of a new system, and removes those of systems that did not end well.
///
/// # Errors
/// With the name of the folder and the fix.
pub(super) fn make(system: u64) -> io::Result<PathBuf> {
    let root = root();
    make_private(&root)?;
    sweep(&root);
    let folder = root.join(format!("{system:016x}"));
    make_private(&folder)?;
    Ok(folder)
}

/// Whether `folder` is this user's and nobody else may enter it.
///
/// # Errors
/// With the name of the folder and the fix.
pub(super) fn check(folder: &Path) -> io::Result<()> {
    let about = |error: &str| {
        io::Error::other(format!(
            "the folder for sockets `{}` {error}; remove it, or set XDG_RUNTIME_DIR (or TMPDIR) to \
             a folder that is yours",
            folder.display()
        ))
    };
    let found = fs::symlink_metadata(folder).map_err(|error| about(&format!("fails: {error}")))?;
    if !found.is_dir() {
        return Err(about("is no folder"));
    }
    if found.uid() != sys::user() {
        return Err(about(&format!("belongs to the user {}", found.uid())));
    }
    if found.permissions().mode() & 0o077 != 0 {
        return Err(about("can be entered by others"));
    }
    Ok(())
}

fn make_private(folder: &Path) -> io::Result<()> {
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => check(folder),
        Err(error) => Err(io::Error::new(
            error.kind(),
            format!(
                "no folder for sockets can be made at `{}`: {error}; set XDG_RUNTIME_DIR (or \
                 TMPDIR) to a folder that you may write to",
                folder.display()
            ),
        )),
    }
}

/// Removes the folders whose admin does not answer any more.
fn sweep(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for entry in entries.flatten() {
        let socket = entry.path().join("admin.sock");
        let dead = std::os::unix::net::UnixStream::connect(&socket)
            .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
        if dead {
            // Somebody else may be at it as well.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
