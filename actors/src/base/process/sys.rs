//! What only the operating system can do. All of it that is unsafe is here.

#![expect(unsafe_code, reason = "calls of the C library; each says why it is sound")]

use std::{
    ffi::c_int,
    io,
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
    process::Command,
    sync::atomic::{AtomicI32, AtomicU64, Ordering},
};

/// The user that this process belongs to.
pub(crate) fn user() -> u32 {
    // SAFETY: takes and touches nothing.
    unsafe { libc::geteuid() }
}

/// What `fork` returns.
pub(crate) enum Forked {
    Child,
    Parent(u32),
}

/// Doubles this process.
///
/// # Errors
/// When there may be no more processes.
pub(crate) fn fork() -> io::Result<Forked> {
    // SAFETY: the zygote has one thread, so the child has all that it needs of its memory.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(Forked::Child),
        pid => Ok(Forked::Parent(pid.unsigned_abs())),
    }
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) enum Status {
    Code(i32),
    Signal(i32),
}

/// The next child that has ended, without waiting for one.
pub(crate) fn reap() -> Option<(u32, Status)> {
    let mut status = 0;
    // SAFETY: `status` is a place for the result.
    let pid = unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG) };
    let pid = u32::try_from(pid).ok().filter(|pid| *pid > 0)?;
    Some((pid, decode(status)))
}

fn decode(status: c_int) -> Status {
    if libc::WIFSIGNALED(status) {
        Status::Signal(libc::WTERMSIG(status))
    } else {
        Status::Code(libc::WEXITSTATUS(status))
    }
}

/// Ends a process at once.
pub(crate) fn kill(pid: u32) {
    let Ok(pid) = libc::pid_t::try_from(pid) else { return };
    if pid > 1 {
        // SAFETY: takes and touches nothing.
        unsafe { libc::kill(pid, libc::SIGKILL) };
    }
}

/// A process that can be waited for, whoever started it.
#[derive(Debug)]
pub(crate) struct Watched(#[cfg_attr(not(target_os = "linux"), expect(dead_code))] OwnedFd);

impl Watched {
    /// The process with this number. `None` where it has ended, or can't be waited for.
    #[cfg(target_os = "linux")]
    pub(crate) fn new(pid: u32) -> Option<Self> {
        // SAFETY: takes two numbers and touches nothing.
        let fd = unsafe { libc::syscall(libc::SYS_pidfd_open, libc::c_long::from(pid), 0) };
        let fd = RawFd::try_from(fd).ok().filter(|fd| *fd >= 0)?;
        // SAFETY: the descriptor is new, so it belongs to nobody else.
        Some(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// The process with this number can't be waited for here.
    #[cfg(not(target_os = "linux"))]
    pub(crate) fn new(_: u32) -> Option<Self> {
        None
    }

    /// Waits until it has ended, `limit` milliseconds at most.
    pub(crate) fn wait(&self, limit: i32) {
        wait_readable(&self.0, &self.0, limit);
    }
}

/// Ends this process without running what a program does at its end.
pub(crate) fn exit(code: i32) -> ! {
    // SAFETY: does not return.
    unsafe { libc::_exit(code) }
}

/// Writes to a connection whose other side is gone are errors, not the end of the process.
pub(crate) fn ignore_broken_pipes() {
    // SAFETY: `SIG_IGN` is a handler for every signal.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
}

/// Lets the commanded process keep `fd`, and run in a session of its own, out of the terminal's
/// reach.
pub(crate) fn keep_fd_in_new_session(command: &mut Command, fd: RawFd, new_session: bool) {
    use std::os::unix::process::CommandExt as _;
    let prepare = move || {
        // SAFETY: both calls are safe between fork and exec, and `fd` is open there.
        unsafe {
            if new_session && libc::setsid() == -1 {
                return Err(io::Error::last_os_error());
            }
            if libc::fcntl(fd, libc::F_SETFD, 0) == -1 {
                return Err(io::Error::last_os_error());
            }
        }
        Ok(())
    };
    // SAFETY: `prepare` allocates nothing and takes no lock.
    unsafe { command.pre_exec(prepare) };
}

/// The descriptor that this process was started with, closed when it starts others.
///
/// # Errors
/// When it is not open.
pub(crate) fn inherited(fd: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: takes and touches nothing but the descriptor's flags.
    if unsafe { libc::fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC) } == -1 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it is open, and whoever started this process left it to this place alone.
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

/// Closes a descriptor whose owner will not run again: in a forked child, those of its parent.
pub(crate) fn close(fd: RawFd) {
    // SAFETY: the child that calls this never comes back to the owner of `fd`.
    unsafe { libc::close(fd) };
}

/// Takes a variable out of the environment.
pub(crate) fn forget_variable(name: &str) {
    // SAFETY: called before this process has a second thread.
    unsafe { std::env::remove_var(name) };
}

/// Where the signal handler writes when a child has ended.
static BELL: AtomicI32 = AtomicI32::new(-1);

extern "C" fn child_ended(_: c_int) {
    ring();
}

/// Rings the bell of this process, or, in a double, that of its original.
pub(crate) fn ring() {
    let fd = BELL.load(Ordering::Relaxed);
    // SAFETY: `write` may be called in a signal handler; a full or closed pipe does no harm.
    unsafe { libc::write(fd, [1_u8].as_ptr().cast(), 1) };
}

/// From now on a byte is written to `bell` whenever a child has ended.
pub(crate) fn ring_when_children_end(bell: &impl AsRawFd) {
    BELL.store(bell.as_raw_fd(), Ordering::Relaxed);
    let handler: extern "C" fn(c_int) = child_ended;
    // SAFETY: the handler does only what a handler may.
    unsafe { libc::signal(libc::SIGCHLD, handler as libc::sighandler_t) };
}

/// Takes [`ring_when_children_end`] back, in a forked child. It may ring its original's bell.
pub(crate) fn ring_no_more() {
    // SAFETY: `SIG_DFL` is a handler for every signal.
    unsafe { libc::signal(libc::SIGCHLD, libc::SIG_DFL) };
}

/// So many words that this process has in common with those that it will double itself into, for
/// as long as it lives.
///
/// # Errors
/// When there is no more memory.
pub(crate) fn common_memory(words: usize) -> io::Result<&'static [AtomicU64]> {
    let (access, kind) =
        (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_SHARED | libc::MAP_ANONYMOUS);
    let size = words * size_of::<AtomicU64>();
    // SAFETY: takes new memory, of nobody else.
    let place = unsafe { libc::mmap(std::ptr::null_mut(), size, access, kind, -1, 0) };
    if place == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: it begins with a page, is all zeros and so long, and is never given back.
    Ok(unsafe { std::slice::from_raw_parts(place.cast(), words) })
}

/// Waits until one of the two can be read, `limit` milliseconds at most where it is not negative.
pub(crate) fn wait_readable(first: &impl AsRawFd, second: &impl AsRawFd, limit: i32) -> [bool; 2] {
    let poll = |fd| libc::pollfd { fd, events: libc::POLLIN, revents: 0 };
    let mut fds = [poll(first.as_raw_fd()), poll(second.as_raw_fd())];
    // SAFETY: `fds` is two of them.
    unsafe { libc::poll(fds.as_mut_ptr(), 2, limit) };
    fds.map(|fd| fd.revents != 0)
}

/// The memory in which the operating system looks for the command line of this process.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Title {
    start: usize,
    length: usize,
}

impl Title {
    /// Finds it. `None` where the operating system does not tell.
    pub(crate) fn find() -> Option<Self> {
        let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
        // Behind the name, which stands in brackets, the fields are numbers; 48 and 49 of all
        // are where the arguments start and end.
        let fields = stat.rsplit_once(')')?.1;
        let mut numbers = fields.split_whitespace().skip(45);
        let start = numbers.next()?.parse().ok()?;
        let end: usize = numbers.next()?.parse().ok()?;
        let length = end.checked_sub(start)?;
        (start != 0 && length > 0).then_some(Self { start, length })
    }

    /// Shows `title` in place of the command line.
    pub(crate) fn set(self, title: &str) {
        let shown = title.len().min(self.length - 1);
        // SAFETY: the arguments of a process lie in memory that it may write, from `start` on for
        // `length` bytes; nobody reads them any more, since they are copied before `main`.
        unsafe {
            let place = self.start as *mut u8;
            std::ptr::copy_nonoverlapping(title.as_ptr(), place, shown);
            std::ptr::write_bytes(place.add(shown), 0, self.length - shown);
        }
        #[cfg(target_os = "linux")]
        // SAFETY: the name ends with a zero.
        unsafe {
            libc::prctl(libc::PR_SET_NAME, short(title).as_ptr())
        };
    }
}

/// The type of the actor in a title, without its path, or else the first word; as much of it as the
/// kernel takes. By hand: every actor process does it, and would load more code to do it otherwise.
#[cfg(target_os = "linux")]
fn short(title: &str) -> [u8; 16] {
    let mut words = title.as_bytes().split(|byte| *byte == b' ');
    let (first, second) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let path = second.windows(2).rposition(|pair| pair == b"::");
    let name = path.map_or(first, |path| &second[path + 2..]);
    let mut short = [0; 16];
    for (place, byte) in short[..15].iter_mut().zip(name) {
        *place = *byte;
    }
    short
}

/// Called by the loader before `main`.
type BeforeMain = extern "C" fn();

/// In test executables and benches this is where a process finds out that it is not the one that
/// the user started.
#[used]
#[cfg_attr(target_os = "macos", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(not(target_os = "macos"), unsafe(link_section = ".init_array"))]
static BEFORE_MAIN: BeforeMain = before_main;

extern "C" fn before_main() {
    super::entry::before_main();
}

/// The memory of a process, what it shares counted in part.
pub(crate) fn memory(pid: u32) -> Option<u64> {
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::short;

    #[test]
    fn a_short_name_is_the_last_part_of_a_path() {
        let short = |title| String::from_utf8(short(title).to_vec()).expect("a name");
        assert_eq!(short("actors app::lists::Question 01"), "Question\0\0\0\0\0\0\0\0");
        assert_eq!(short("actors admin [::1]:80").trim_end_matches('\0'), "actors");
        assert_eq!(short("actors admin 127.0.0.1:80").trim_end_matches('\0'), "actors");
        assert_eq!(short("actors app::AVeryLongNameOfAnActor 0"), "AVeryLongNameOf\0");
    }
}
