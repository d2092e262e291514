//! What tests of processes need: to kill, to look on, to run programs, to find sockets.

use std::{
    io::ErrorKind,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use ::actors::ActorSystem;

/// Kills a process at once.
pub(crate) fn kill(pid: u32) {
    let killed = Command::new("kill").args(["-9", &pid.to_string()]).status();
    assert!(killed.expect("kill runs").success());
}

/// Whether a process lives. One that has ended and is not reaped yet does not.
pub(crate) fn lives(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"));
    stat.is_ok_and(|stat| !stat.rsplit_once(')').is_some_and(|(_, rest)| rest.starts_with(" Z")))
}

/// The sockets that a process has open, by their number.
pub(crate) fn sockets(pid: u32) -> Vec<String> {
    let open = std::fs::read_dir(format!("/proc/{pid}/fd")).into_iter().flatten().flatten();
    let links = open.filter_map(|fd| std::fs::read_link(fd.path()).ok());
    let name = |link: PathBuf| link.to_str().map(str::to_owned);
    links
        .filter_map(name)
        .filter_map(|link| link.strip_prefix("socket:[")?.strip_suffix(']').map(str::to_owned))
        .collect()
}

/// Waits until `is` says so, forty seconds at most.
pub(crate) async fn eventually(what: &str, mut is: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is() {
        assert!(began.elapsed() < Duration::from_secs(40), "{what}");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

/// Where a system of processes is at home.
#[derive(Debug)]
pub(crate) struct Home {
    pub(crate) folder: PathBuf,
    pub(crate) system: u64,
}

/// Finds the folder with the socket of this process.
pub(crate) fn home(system: &ActorSystem) -> Home {
    let me = process_of(&system.endpoint().address().to_string());
    let roots = std::fs::read_dir(root()).expect("there are systems");
    let is_it = |folder: &PathBuf| folder.join(format!("{me}.sock")).exists();
    let folder = roots.flatten().map(|entry| entry.path()).find(is_it).expect("it is at home");
    let name = folder.file_name().and_then(|name| name.to_str()).expect("a name");
    let system = u64::from_str_radix(name, 16).expect("the number of the system");
    Home { folder, system }
}

/// Where the folders of this user's systems are.
fn root() -> PathBuf {
    if let Some(folder) = std::env::var_os("XDG_RUNTIME_DIR")
        && Path::new(&folder).is_dir()
    {
        return Path::new(&folder).join("actors");
    }
    let user = std::os::unix::fs::MetadataExt::uid(
        &std::fs::metadata("/proc/self").expect("this process"),
    );
    let name = format!("actors-{user}");
    let memory = Path::new("/dev/shm").join(&name);
    match std::env::var_os("TMPDIR") {
        None if memory.is_dir() => memory,
        _ => std::env::temp_dir().join(name),
    }
}

/// The process in a printed address.
pub(crate) fn process_of(address: &str) -> String {
    let process = address.rsplit('@').next().and_then(|id| id.split('-').next());
    process.expect("an address names its process").to_owned()
}

/// This executable.
pub(crate) fn this() -> PathBuf {
    std::env::current_exe().expect("an executable")
}

/// Runs the program of this name in a process of its own: see `faults::programs::program`.
pub(crate) fn play(
    executable: &Path,
    system: &ActorSystem,
    name: &str,
    environment: &[(&str, &str)],
) -> Child {
    let mut program = Command::new(executable);
    program
        .args(["--exact", "faults::programs::program", "--nocapture"])
        .env("CONFORMANCE_PROGRAM", name)
        .env("CONFORMANCE_BASE", system.base().to_string())
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    loop {
        match program.spawn() {
            Ok(child) => return child,
            // A process that another test starts just now has the copy still open for writing.
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy => {}
            Err(error) => panic!("it starts: {error}"),
        }
    }
}

/// What a program said until its end.
pub(crate) fn said(played: Child) -> String {
    let Output { stdout, stderr, .. } = played.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&stdout).into_owned();
    format!("{said}{}", String::from_utf8_lossy(&stderr))
}

/// A copy of this executable in a folder.
pub(crate) fn copy(folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder).expect("a folder");
    let copy = folder.join("program");
    std::fs::copy(this(), &copy).expect("a copy");
    copy
}

/// A folder that goes with the test.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(name: &str, system: &ActorSystem) -> Self {
        let name = format!("actors-test-{name}-{}-{}", system.base(), std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
