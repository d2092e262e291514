//! The larger examples do their work on every base.

use std::{collections::BTreeSet, os::unix::process::ExitStatusExt as _};

use actors::Base;

use crate::program::{Program, run, until};

/// Runs an example on every base, and gives what it said.
fn on_every_base(executable: &str, args: &[&str]) -> Vec<(Base, String)> {
    let run_on = |base: Base| {
        let name = base.to_string();
        let ended = run(executable, &[&["--base", &name], args].concat());
        assert!(ended.status.success(), "{base}: {}{}", ended.stdout, ended.stderr);
        (base, ended.stdout)
    };
    Base::ALL.into_iter().map(run_on).collect()
}

#[test]
fn fib_troupe() {
    for (base, said) in on_every_base(env!("CARGO_BIN_EXE_fib_troupe"), &[]) {
        let parts: Vec<_> = said.split_inclusive('\n').collect();
        let headings: Vec<_> = parts.iter().filter(|line| !line.starts_with(' ')).collect();
        let expected = [
            "one actor, in a row\n",
            "one actor, all at once\n",
            "a troupe, in a row\n",
            "a troupe, all at once\n",
        ];
        assert_eq!(headings, expected.iter().collect::<Vec<_>>(), "{base}");
        for part in said.split("one actor, ").flat_map(|part| part.split("a troupe, ")).skip(1) {
            let numbers = part.lines().filter_map(|line| line.split_once(", after "));
            let mut numbers: Vec<_> = numbers.map(|(number, _)| number.trim()).collect();
            numbers.sort_unstable();
            let expected = [
                "fib(10) = 55",
                "fib(15) = 610",
                "fib(20) = 6765",
                "fib(33) = 3524578",
                "fib(34) = 5702887",
                "fib(35) = 9227465",
                "fib(35) = 9227465",
                "fib(36) = 14930352",
            ];
            assert_eq!(
                numbers,
                if part.is_empty() { &[] } else { &expected[..] },
                "{base}: {said}"
            );
        }
    }
}

const ENCODED: &str = "\
Plain  [density=1.000]  This is a multi-system test
Base64 [density=0.750]  VGhpcyBpcyBhIG11bHRpLXN5c3RlbSB0ZXN0
Rot13  [density=1.000]  Guvf vf n zhygv-flfgrz grfg
Morse  [density=0.346]  - .... .. ... / .. ... / .- / -- ..- .-.. - .. ... -.-- ... - . -- / - . ... -
";

#[test]
fn encoders() {
    for (base, said) in on_every_base(env!("CARGO_BIN_EXE_encoders"), &[]) {
        assert_eq!(said, ENCODED, "{base}");
    }
}

#[test]
fn encoders_of_nothing() {
    let nothing = "Plain  [density=0.000]  \n";
    let said = on_every_base(env!("CARGO_BIN_EXE_encoders"), &["--text", ""]);
    for (base, said) in said {
        assert!(said.starts_with(nothing), "{base}: {said}");
    }
}

#[test]
fn encoders_that_are_killed() {
    for part in ["Morse", "Analyzer", "Acceptor"] {
        let kill = ["--kill", &part.to_lowercase()];
        for (base, said) in on_every_base(env!("CARGO_BIN_EXE_encoders"), &kill) {
            assert_eq!(said, format!("{ENCODED}killed {part}\n{ENCODED}"), "{base}");
        }
    }
}

#[test]
fn error_kernel() {
    let lost_in = |file: &str| format!("{file}: lost: failed: ");
    for (base, said) in on_every_base(env!("CARGO_BIN_EXE_error_kernel"), &[]) {
        let lines: Vec<_> = said.lines().collect();
        let [friday, monday, thursday, tuesday, wednesday, places @ ..] = &lines[..] else {
            panic!("{base}: {said}")
        };
        let read = ["friday: 1 readings", "monday: 3 readings", "wednesday: 2 readings"];
        assert_eq!([*friday, *monday, *wednesday], read, "{base}");
        assert!(thursday.starts_with(&lost_in("thursday")), "{base}: {said}");
        assert!(tuesday.starts_with(&lost_in("tuesday")), "{base}: {said}");
        let expected = [
            "Hull: 2 readings, mean 12.00",
            "Leeds: 2 readings, mean 13.25",
            "York: 2 readings, mean 9.50",
        ];
        assert_eq!(places, expected, "{base}");
    }
}

#[test]
fn error_kernel_with_a_crash() {
    for base in Base::ALL {
        let args = ["--base", &base.to_string(), "--crash"];
        let ended = run(env!("CARGO_BIN_EXE_error_kernel"), &args);
        if matches!(base, Base::Simple | Base::Threads) {
            assert_eq!(ended.status.code(), Some(1), "{base}");
            assert!(ended.stderr.contains("a crash takes the whole program"), "{}", ended.stderr);
        } else {
            assert!(ended.status.success(), "{base}: {}", ended.stderr);
            let crash = "crash: lost: its process was killed by signal 6\n";
            assert!(ended.stdout.contains(crash), "{base}: {}", ended.stdout);
            assert!(ended.stdout.contains("York: 2 readings, mean 9.50\n"), "{}", ended.stdout);
        }
    }
}

#[test]
fn circuit_breaker() {
    let said = |numbers: &[u32], fate: &str| -> String {
        numbers.iter().map(|number| format!("order {number}: {fate}\n")).collect()
    };
    let expected = [
        said(&[1, 2, 3], "paid"),
        "the line to the bank is down\n".to_owned(),
        said(&[4, 5, 6], "not paid, the line is down"),
        said(&[7, 8, 9], "refused, the circuit is open"),
        "the line to the bank is up again\n".to_owned(),
        said(&[4, 5, 6, 7, 8, 9], "paid"),
        "the bank has paid [1, 2, 3, 4, 5, 6, 7, 8, 9]\n".to_owned(),
    ]
    .concat();
    for (base, said) in on_every_base(env!("CARGO_BIN_EXE_circuit_breaker"), &[]) {
        assert_eq!(said, expected, "{base}");
    }
}

/// The patience is what the one slow page takes; the others have it too, on a machine that may
/// have much else to do.
const PATIENCE: [&str; 2] = ["--patience", "20"];

fn crawls(base: Base) {
    let name = base.to_string();
    let args = [&["--base", &name][..], &PATIENCE].concat();
    let ended = run(env!("CARGO_BIN_EXE_crawler"), &args);
    assert!(ended.status.success(), "{base}: {}{}", ended.stdout, ended.stderr);
    for words in [
        "958 pages read, with ",
        "/page/500 was not read: too slow",
        "/page/777 was not read: broken",
        " pages a second",
        "all 960 pages were visited, each once\n",
    ] {
        assert!(ended.stdout.contains(words), "{base}: no `{words}` in {}", ended.stdout);
    }
}

#[test]
fn crawler() {
    // All at once: what they do is to wait for the slow page.
    std::thread::scope(|scope| {
        for base in Base::ALL {
            scope.spawn(move || crawls(base));
        }
    });
}

#[test]
fn crawler_with_a_limit() {
    for (base, said) in on_every_base(env!("CARGO_BIN_EXE_crawler"), &["--limit", "100"]) {
        assert!(said.starts_with("100 pages read, with "), "{base}: {said}");
        assert!(said.contains(" more pages are known\n"), "{base}: {said}");
    }
}

#[test]
fn crawler_of_a_site_that_is_not_there() {
    let ended = run(env!("CARGO_BIN_EXE_crawler"), &["--site", "127.0.0.1:1"]);
    assert!(ended.stdout.contains("/ was not read: no connection to 127.0.0.1:1"));
}

/// Whatever the base, the program that is ended by Ctrl-C takes its actors with it.
#[test]
fn ctrl_c_leaves_nothing_behind() {
    for base in Base::ALL {
        let args = ["--base", &base.to_string(), "--patience", "600"];
        let program = Program::start(env!("CARGO_BIN_EXE_crawler"), &args);
        if !matches!(base, Base::Simple | Base::Threads) {
            until("it has actors", || program.processes_of("crawler::").first().copied());
        }
        // It is ended by the signal itself if it was not ready for it.
        program.signal(libc::SIGINT);
        let ended = program.end();
        let by_signal = ended.status.signal() == Some(libc::SIGINT);
        assert!(by_signal || ended.status.code() == Some(130), "{base}: {}", ended.stderr);
    }
}

/// One name for each thing that can be run.
#[test]
fn every_example_is_in_the_list() {
    let list = include_str!("../../README.md");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin");
    let programs = std::fs::read_dir(folder).expect("the programs");
    let names: BTreeSet<_> = programs
        .flatten()
        .map(|file| file.path().with_extension("").file_name().map(ToOwned::to_owned))
        .collect();
    for name in names.into_iter().flatten() {
        let name = name.to_str().expect("its name is text");
        assert!(list.contains(&format!("(src/bin/{name}.rs)")), "`{name}` is not in the README");
    }
}
