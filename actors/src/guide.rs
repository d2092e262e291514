//! The code of the book and of the README: every block of it is compiled, and run where one
//! process is enough.

macro_rules! chapters {
    ($($name:ident => $text:literal;)+) => {$(
        #[doc = include_str!($text)]
        mod $name {}
    )+};
}

chapters! {
    readme => "../../README.md";
    introduction => "../../guide/src/introduction.md";
    first_actor => "../../guide/src/first-actor.md";
    messages => "../../guide/src/messages.md";
    talking => "../../guide/src/talking.md";
    life => "../../guide/src/life.md";
    troupes => "../../guide/src/troupes.md";
    patterns => "../../guide/src/patterns.md";
    errors => "../../guide/src/errors.md";
    bases => "../../guide/src/bases.md";
    configuration => "../../guide/src/configuration.md";
    blocking => "../../guide/src/blocking.md";
    outside => "../../guide/src/outside.md";
    operating => "../../guide/src/operating.md";
    logging => "../../guide/src/logging.md";
    poll => "../../guide/src/poll.md";
    architecture => "../../guide/src/architecture.md";
    thespian => "../../guide/src/thespian.md";
}
