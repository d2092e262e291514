//! The log of a system of one process.

use std::{io, sync::Arc};

use crate::{
    actor::{id::ProcessId, rules::Rules},
    log::{
        gather::Gatherer,
        line::{Origin, Role},
        output::LogFile,
        route,
        writer::{Here, Screen, Writer},
    },
};

/// What a system of one process logs.
pub(crate) struct Logging {
    writer: Arc<Writer>,
    gatherer: Arc<Gatherer>,
    process: ProcessId,
}

impl Logging {
    /// Begins the log.
    ///
    /// # Errors
    /// When its file can't be opened.
    pub(crate) fn start(rules: &Rules, process: ProcessId) -> io::Result<Self> {
        let log = &rules.log;
        let (system, pid) = (rules.name.clone(), std::process::id());
        let origin = Origin { system, pid, role: Role::Program };
        let writer = Writer::new(log, LogFile::open(log)?, Screen::Here, origin.clone());
        let writer = Arc::new(writer);
        let here = Here { writer: writer.clone(), origin: Arc::new(origin) };
        let gatherer = Gatherer::new(log, here);
        if log.installed {
            route::install();
        }
        route::add(process, gatherer.clone());
        Ok(Self { writer, gatherer, process })
    }

    /// Writes what is left. The system is over.
    pub(crate) async fn end(&self) {
        route::remove(self.process);
        self.gatherer.finish();
        // It answers, or is gone.
        let _ = self.writer.flush().await;
    }
}
