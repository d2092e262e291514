//! The folder of a system's sockets: only this user may enter it.

use std::{
    env, fs, io,
    os::unix::{
        fs::{DirBuilderExt, MetadataExt, PermissionsExt},
        net::{UnixListener as StdListener, UnixStream},
    },
    path::{Path, PathBuf},
    time::Duration,
};

use super::sys;
use crate::{run::environment, transport::stream::Listener};

/// Where files are in memory on Linux: a socket there costs a fraction of one on a disk.
const MEMORY: &str = "/dev/shm";

/// Makes the folder of this user's systems.
///
/// # Errors
/// With the name of the folder and the fix.
fn make_root() -> io::Result<PathBuf> {
    if let Some(folder) = environment::path("XDG_RUNTIME_DIR")
        && Path::new(&folder).is_dir()
    {
        return make_private(Path::new(&folder).join("actors"));
    }
    let name = format!("actors-{}", sys::user());
    if environment::path("TMPDIR").is_none()
        && Path::new(MEMORY).is_dir()
        && let Ok(root) = make_private(Path::new(MEMORY).join(&name))
    {
        return Ok(root);
    }
    make_private(env::temp_dir().join(name))
}

/// Makes the folder of a new system, and removes those of systems that did not end well.
///
/// # Errors
/// With the name of the folder and the fix.
pub(super) fn make(system: u64) -> io::Result<PathBuf> {
    let root = make_root()?;
    sweep(&root);
    make_private(root.join(format!("{system:016x}")))
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

fn make_private(folder: PathBuf) -> io::Result<PathBuf> {
    match fs::DirBuilder::new().mode(0o700).create(&folder) {
        Ok(()) => Ok(folder),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            check(&folder)?;
            Ok(folder)
        }
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

/// Listens at `path`. Who finds it before somebody listens there asks the admin.
///
/// # Errors
/// When there can be no such socket.
pub(super) fn listen(path: &Path) -> io::Result<Listener> {
    Listener::new(StdListener::bind(path)?)
}

/// As [`listen`], for an admin. The path is there only when somebody listens: the socket of an admin
/// at which nobody does is that of a dead one.
///
/// # Errors
/// When there can be no such socket.
pub(super) fn listen_as_admin(path: &Path) -> io::Result<Listener> {
    let early = path.with_extension("new");
    let listener = StdListener::bind(&early)?;
    fs::rename(&early, path)?;
    Listener::new(listener)
}

/// How long a folder may be without an admin while its system starts.
const BIRTH: Duration = Duration::from_secs(60);

/// Removes the folders whose admin does not answer any more, or never came to be.
fn sweep(root: &Path) {
    let Ok(entries) = fs::read_dir(root) else { return };
    for entry in entries.flatten() {
        let socket = entry.path().join("admin.sock");
        let dead = match UnixStream::connect(&socket) {
            Ok(_) => false,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let made = entry.metadata().and_then(|found| found.modified());
                made.is_ok_and(|made| made.elapsed().is_ok_and(|age| age > BIRTH))
            }
            Err(error) => error.kind() == io::ErrorKind::ConnectionRefused,
        };
        if dead {
            // Somebody else may be at it as well.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}
