//! What only the operating system can do.

#![expect(unsafe_code, reason = "calls of the C library; each says why it is sound")]

use std::{io, mem, ptr};

/// Runs `work` in a double of this process, which has one thread; gives the double's number.
pub(crate) fn fork(work: impl FnOnce()) -> io::Result<u32> {
    // SAFETY: helpers have one thread, so the child has all that it needs of its memory.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            work();
            // SAFETY: does not return.
            unsafe { libc::_exit(0) }
        }
        pid => Ok(pid.unsigned_abs()),
    }
}

/// Waits for the end of a child.
pub(crate) fn wait() -> io::Result<()> {
    // SAFETY: a status that is not wanted has no place.
    match unsafe { libc::waitpid(-1, ptr::null_mut(), 0) } {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Runs `work` on one core: this thread, and the threads and processes that it starts.
pub(crate) fn on_one_core<T>(work: impl FnOnce() -> T) -> T {
    let all = cores();
    let mut one = none();
    let first = (0..libc::CPU_SETSIZE as usize)
        // SAFETY: the number is below the size of the set.
        .find(|core| unsafe { libc::CPU_ISSET(*core, &all) })
        .expect("this runs on some core");
    // SAFETY: the number is below the size of the set.
    unsafe { libc::CPU_SET(first, &mut one) };
    set_cores(&one);
    let done = work();
    set_cores(&all);
    done
}

fn none() -> libc::cpu_set_t {
    // SAFETY: a set of zeros has no core.
    unsafe { mem::zeroed() }
}

fn cores() -> libc::cpu_set_t {
    let mut cores = none();
    // SAFETY: `cores` is a set of this size.
    let failed = unsafe { libc::sched_getaffinity(0, size_of_val(&cores), &raw mut cores) };
    assert_eq!(failed, 0, "{}", io::Error::last_os_error());
    cores
}

fn set_cores(cores: &libc::cpu_set_t) {
    // SAFETY: `cores` is a set of this size.
    let failed = unsafe { libc::sched_setaffinity(0, size_of_val(cores), cores) };
    assert_eq!(failed, 0, "{}", io::Error::last_os_error());
}
