//! The small examples print what they should, on every base, by every name of it.

use crate::program::run;

const NAMES: [&[&str]; 7] = [
    &[],
    &["--base", "simple"],
    &["--base", "threads"],
    &["--base", "tcp"],
    &["simpleSystemBase"],
    &["multiprocTCPBase"],
    &["tcp", "--admin", "127.0.0.1:0"],
];

fn prints(executable: &str, expected: &str) {
    for args in NAMES {
        let ended = run(executable, args);
        assert!(ended.status.success(), "{args:?}: {}", ended.stderr);
        assert_eq!(ended.stdout, expected, "{args:?}");
        assert_eq!(ended.stderr, "", "{args:?}");
    }
}

#[test]
fn hello() {
    prints(env!("CARGO_BIN_EXE_hello"), "Hello, world!\n");
}

#[test]
fn hello_blocking() {
    prints(env!("CARGO_BIN_EXE_hello_blocking"), "Hello, world!\n");
}

#[test]
fn hellogoodbye() {
    prints(env!("CARGO_BIN_EXE_hellogoodbye"), "Hello, world!\nGoodbye\n");
}

#[test]
fn counter() {
    let expected = "Your count is 0\nYour count is 1\nYour count is 2\n";
    prints(env!("CARGO_BIN_EXE_counter"), expected);
}

#[test]
fn your_name() {
    prints(env!("CARGO_BIN_EXE_your_name"), "Hello, Ying\n");
}

#[test]
fn a_base_that_is_none_is_refused() {
    for args in [&["--base", "telepathy"][..], &["telepathy"]] {
        let ended = run(env!("CARGO_BIN_EXE_hello"), args);
        assert_eq!(ended.status.code(), Some(2));
        assert!(ended.stderr.contains("there is no base `telepathy`"), "{}", ended.stderr);
    }
}
