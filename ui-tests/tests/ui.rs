//! Every program in `pass` compiles and runs; every program in `fail` is told what is wrong, in
//! the words of its user.

use std::{fs, path::Path};

#[test]
fn programs_that_compile() {
    let cases = trybuild::TestCases::new();
    cases.pass("pass/*.rs");
}

#[test]
fn programs_that_are_told_why_not() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("fail/*/*.rs");
}

/// What a user has never heard of.
const FOREIGN: [&str; 5] = ["__private", "__p", "Envelope", "__Messages", "originates in"];

#[test]
fn nobody_is_told_about_what_is_not_theirs() {
    let mut seen = 0;
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fail"));
    for folder in folders.expect("the folder is part of the repository") {
        let folder = folder.expect("a folder that can be read").path();
        for file in fs::read_dir(folder).expect("only folders lie there") {
            let file = file.expect("a file that can be read").path();
            if file.extension().is_some_and(|extension| extension == "stderr") {
                let text = fs::read_to_string(&file).expect("a text");
                let foreign = FOREIGN.iter().find(|word| text.contains(**word));
                assert_eq!(foreign, None, "in {}", file.display());
                seen += 1;
            }
        }
    }
    assert!(seen >= 25, "only {seen} programs fail");
}
