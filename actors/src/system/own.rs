//! The capabilities that a system has of itself.

use crate::{
    actor::capability::Capabilities,
    system::{builder::ProcessStartup, kind::Base},
};

/// Their keys.
const KEYS: [&str; 6] = ["System Name", "Version", "Base", "Host", "OS", "Architecture"];

/// How processes are started: a program may set it, too.
pub(crate) const STARTUP: &str = "Process Startup Method";

/// Adds to `capabilities` what every system has. What the program says otherwise stays.
pub(crate) fn add(
    capabilities: &mut Capabilities,
    name: &str,
    base: Base,
    startup: Option<ProcessStartup>,
) {
    let values = [
        name.to_owned(),
        env!("CARGO_PKG_VERSION").to_owned(),
        base.to_string(),
        host(),
        std::env::consts::OS.to_owned(),
        std::env::consts::ARCH.to_owned(),
    ];
    let own = KEYS.into_iter().zip(values);
    for (key, value) in own.chain(startup.map(|startup| (STARTUP, startup.to_string()))) {
        if capabilities.get(key).is_none() {
            capabilities.set(key, value);
        }
    }
}

/// `capabilities` without those that every system has.
pub(crate) fn without(capabilities: &Capabilities) -> Capabilities {
    let mut others = Capabilities::default();
    for (key, value) in capabilities.iter() {
        if !KEYS.contains(&key) && key != STARTUP {
            others.set(key, value.clone());
        }
    }
    others
}

/// The name of this computer.
fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname");
    let name = name.or_else(|_| std::fs::read_to_string("/etc/hostname")).unwrap_or_default();
    match name.trim() {
        "" => "localhost".to_owned(),
        name => name.to_owned(),
    }
}
