//! Runs the examples as a user would: as programs, each with a folder of its own for sockets, so
//! that a test sees what it left behind.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, ChildStdout, Command, ExitStatus, Stdio},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// How long anything here may take.
const LIMIT: Duration = Duration::from_secs(120);

/// The pause between two looks at something that is awaited.
const PAUSE: Duration = Duration::from_millis(2);

/// A program that runs.
pub(crate) struct Program {
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: Option<JoinHandle<String>>,
    folder: TempDir,
}

/// What a program was like when it had ended.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Program {
    pub(crate) fn start(executable: &str, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut child = Command::new(executable)
            .args(args)
            .env("TMPDIR", folder.path())
            .env_remove("XDG_RUNTIME_DIR")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stdout = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut errors = child.stderr.take().expect("it is piped");
        let stderr = std::thread::spawn(move || {
            let mut text = String::new();
            errors.read_to_string(&mut text).expect("what it says is text");
            text
        });
        Self { child, stdout, stderr: Some(stderr), folder }
    }

    /// The first line that begins so, without that beginning.
    pub(crate) fn line(&mut self, beginning: &str) -> String {
        loop {
            let mut line = String::new();
            let read = self.stdout.read_line(&mut line).expect("what it says is text");
            assert_ne!(read, 0, "it ended without a line that begins with `{beginning}`");
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.trim_end().to_owned();
            }
        }
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, signal: i32) {
        kill(self.child.id(), signal);
    }

    /// Waits for its end, and for nothing of it to be left.
    pub(crate) fn end(mut self) -> Ended {
        let mut stdout = String::new();
        self.stdout.read_to_string(&mut stdout).expect("what it says is text");
        let status = until("the program ends", || self.child.try_wait().expect("it is a child"));
        let stderr = self.stderr.take().expect("taken once").join().expect("it was read");
        let left = self.processes();
        assert!(left.is_empty(), "processes are left: {left:?}");
        let files = files(self.folder.path());
        assert!(files.is_empty(), "files are left: {files:?}");
        Ended { status, stdout, stderr }
    }

    /// The processes that it made and that have this in their title.
    pub(crate) fn processes_of(&self, words: &str) -> Vec<u32> {
        let all = self.processes().into_iter();
        all.filter(|(_, title)| title.contains(words)).map(|(pid, _)| pid).collect()
    }

    /// All processes that know its folder: the program, and those it made, with their titles.
    fn processes(&self) -> Vec<(u32, String)> {
        let folder = format!("TMPDIR={}", self.folder.path().display());
        let entries = fs::read_dir("/proc").expect("it is there").flatten();
        let found = entries.filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            let environment = fs::read(entry.path().join("environ")).ok()?;
            let mut variables = environment.split(|byte| *byte == 0);
            let is_ours = variables.any(|variable| variable == folder.as_bytes());
            let title = fs::read(entry.path().join("cmdline")).ok()?;
            let title = String::from_utf8_lossy(&title).replace('\0', " ");
            is_ours.then_some((pid, title))
        });
        found.collect()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind either.
        for (pid, _) in self.processes() {
            kill(pid, libc::SIGKILL);
        }
        // It may have ended.
        let _ = self.child.wait();
    }
}

/// Runs a program to its end.
pub(crate) fn run(executable: &str, args: &[&str]) -> Ended {
    Program::start(executable, args).end()
}

pub(crate) fn kill(pid: u32, signal: i32) {
    let pid = libc::pid_t::try_from(pid).expect("a process");
    // SAFETY: `kill` takes two numbers and touches no memory of this process.
    #[expect(unsafe_code, reason = "the standard library sends no signals")]
    unsafe {
        libc::kill(pid, signal)
    };
}

/// Waits until there is something.
pub(crate) fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let deadline = Instant::now() + LIMIT;
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(Instant::now() < deadline, "it never happened that {what}");
        std::thread::park_timeout(PAUSE);
    }
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let below = entries.flatten().flat_map(|entry| match entry.file_type() {
        Ok(kind) if kind.is_dir() => files(&entry.path()),
        _ => vec![entry.path().display().to_string()],
    });
    below.collect()
}

/// Sends one HTTP request. The status and the body.
pub(crate) fn http(address: SocketAddr, method: &str, path: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).expect("the service listens");
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n\
         Connection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).expect("it reads the head");
    // A body that is too large may be refused before it was read.
    let _ = stream.write_all(body.as_bytes());
    let mut answer = Vec::new();
    // The answer counts, however the connection ends.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8(answer).expect("the answer is text");
    let (head, body) = answer.split_once("\r\n\r\n").expect("the answer has a head");
    let status = head.split(' ').nth(1).expect("the head has a status");
    (status.parse().expect("the status is a number"), body.to_owned())
}
