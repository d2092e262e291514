//! What the system promises: one behaviour a function, named as a sentence, run on every base.
//!
//! A section of the promises is a file. Each has functions `async fn sentence(system: ActorSystem)`
//! and names them in [`on_every_base!`], which makes a test of each for each base. What a base does
//! not promise stands in the table «What a base does not promise» of `guide/src/bases.md`, with the
//! reason: those, and no others, are skipped.

mod actors;
mod bases;
mod blocking;
mod capabilities;
mod dead_letters;
mod dispatch;
mod endpoints;
mod faults;
mod frame;
mod gate;
mod life;
mod logging;
mod losses;
mod names;
mod outside;
mod panics;
mod patterns;
mod processes;
mod promises;
mod restarts;
mod settings;
mod simple;
mod status;
mod time;
mod troupes;
mod watching;

use std::time::Duration;

/// Every section with its behaviours.
const SECTIONS: &[(&str, &[&str])] = &[
    ("actors", actors::BEHAVIOURS),
    ("bases", bases::BEHAVIOURS),
    ("blocking", blocking::BEHAVIOURS),
    ("capabilities", capabilities::BEHAVIOURS),
    ("dead_letters", dead_letters::BEHAVIOURS),
    ("dispatch", dispatch::BEHAVIOURS),
    ("endpoints", endpoints::BEHAVIOURS),
    ("faults", faults::BEHAVIOURS),
    ("datagrams", faults::datagrams::BEHAVIOURS),
    ("programs", faults::programs::BEHAVIOURS),
    ("strangers", faults::strangers::BEHAVIOURS),
    ("life", life::BEHAVIOURS),
    ("logging", logging::BEHAVIOURS),
    ("losses", losses::BEHAVIOURS),
    ("names", names::BEHAVIOURS),
    ("outside", outside::BEHAVIOURS),
    ("panics", panics::BEHAVIOURS),
    ("circuit_breaker", patterns::circuit_breaker::BEHAVIOURS),
    ("error_kernel", patterns::error_kernel::BEHAVIOURS),
    ("init_messages", patterns::init_messages::BEHAVIOURS),
    ("held", patterns::init_messages::held::BEHAVIOURS),
    ("ready", patterns::init_messages::ready::BEHAVIOURS),
    ("run_command", patterns::run_command::BEHAVIOURS),
    ("supervisor", patterns::supervisor::BEHAVIOURS),
    ("restarts", restarts::BEHAVIOURS),
    ("settings", settings::BEHAVIOURS),
    ("status", status::BEHAVIOURS),
    ("time", time::BEHAVIOURS),
    ("transient", patterns::transient::BEHAVIOURS),
    ("troupes", troupes::BEHAVIOURS),
    ("death", troupes::death::BEHAVIOURS),
    ("progress", troupes::progress::BEHAVIOURS),
    ("size", troupes::size::BEHAVIOURS),
    ("watching", watching::BEHAVIOURS),
];

/// An answer that should come at once, on a machine with other things to do.
pub(crate) const SOON: Duration = Duration::from_secs(40);

/// Makes a test of each behaviour for each base.
macro_rules! on_every_base {
    ($($behaviour:ident)+) => {
        /// The behaviours of this section.
        pub(crate) const BEHAVIOURS: &[&str] = &[$(stringify!($behaviour)),+];

        $crate::on_base! { simple Simple $($behaviour)+ }
        $crate::on_base! { threads Threads $($behaviour)+ }
        $crate::on_base! { queue Queue $($behaviour)+ }
        $crate::on_base! { tcp Tcp $($behaviour)+ }
        $crate::on_base! { udp Udp $($behaviour)+ }
    };
}

/// Makes a test of each behaviour for one base.
macro_rules! on_base {
    ($name:ident $base:ident $($behaviour:ident)+) => {
        mod $name {
            $(#[test]
            fn $behaviour() {
                let shown = $crate::frame::Shown {
                    section: module_path!(),
                    behaviour: stringify!($behaviour),
                    base: ::actors::Base::$base,
                };
                $crate::frame::show(shown, super::$behaviour);
            })+
        }
    };
}

pub(crate) use {frame::run, on_base, on_every_base};
