//! What the operating system is asked for: a program in a group of its own, that ends with us.

use std::{io, os::unix::process::CommandExt, process::Command};

/// Makes the program the first of a group of its own, and lets it be killed when the thread that
/// starts it ends: that thread waits for it, so only the end of this whole process does so.
#[expect(unsafe_code, reason = "what a child does before it is the program has no safe face")]
pub(super) fn tie(command: &mut Command) {
    command.process_group(0);
    #[cfg(target_os = "linux")]
    {
        let parent = std::process::id();
        let tie = move || {
            // SAFETY: both are plain system calls, which may be made between fork and exec.
            let (set, now) =
                unsafe { (libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL), libc::getppid()) };
            if set != 0 {
                return Err(io::Error::last_os_error());
            }
            // The parent may have ended before it was said.
            match u32::try_from(now) == Ok(parent) {
                true => Ok(()),
                false => Err(io::Error::from(io::ErrorKind::BrokenPipe)),
            }
        };
        // SAFETY: the closure allocates nothing and takes no lock.
        unsafe { command.pre_exec(tie) };
    }
}

/// Waits until the process has ended, and leaves it to be reaped: until then nobody else gets its
/// number.
#[expect(unsafe_code, reason = "to wait without reaping has no safe face")]
pub(super) fn wait(pid: u32) {
    loop {
        // SAFETY: the structure is plain data that the call fills.
        let waited = unsafe {
            let mut info: libc::siginfo_t = std::mem::zeroed();
            libc::waitid(libc::P_PID, pid, &raw mut info, libc::WEXITED | libc::WNOWAIT)
        };
        if waited == 0 || io::Error::last_os_error().kind() != io::ErrorKind::Interrupted {
            return;
        }
    }
}

/// Kills every process of the group.
#[expect(unsafe_code, reason = "to kill a group has no safe face")]
pub(super) fn kill_group(pid: u32) {
    let Ok(pid) = libc::pid_t::try_from(pid) else { return };
    // SAFETY: a plain system call; the group is that of a child that is not reaped yet.
    unsafe { libc::kill(-pid, libc::SIGKILL) };
}
