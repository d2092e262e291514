//! Which events of this process belong to which system, and the subscriber that sees them.

use std::sync::{Arc, RwLock};

use tracing::{Metadata, level_filters::LevelFilter};
use tracing_subscriber::layer::SubscriberExt;

use super::gather::Gatherer;
use crate::actor::id::ProcessId;

/// The systems of this process that log, the first one first.
static ROUTES: RwLock<Vec<(ProcessId, Arc<Gatherer>)>> = RwLock::new(Vec::new());

fn routes() -> Vec<(ProcessId, Arc<Gatherer>)> {
    ROUTES.read().map_or_else(|poisoned| poisoned.into_inner().clone(), |routes| routes.clone())
}

fn change(change: impl FnOnce(&mut Vec<(ProcessId, Arc<Gatherer>)>)) {
    match ROUTES.write() {
        Ok(mut routes) => change(&mut routes),
        Err(poisoned) => change(&mut poisoned.into_inner()),
    }
    // What is wanted was asked once for each place in the code.
    tracing::callsite::rebuild_interest_cache();
}

/// From now on the events of this system go to `gatherer`.
pub(crate) fn add(process: ProcessId, gatherer: Arc<Gatherer>) {
    change(|routes| routes.push((process, gatherer)));
}

/// The events of this system are no longer gathered.
pub(crate) fn remove(process: ProcessId) {
    change(|routes| routes.retain(|(known, _)| *known != process));
}

/// Who gathers the events of a system; of what belongs to none, the first.
pub(super) fn find(process: Option<ProcessId>) -> Option<Arc<Gatherer>> {
    let routes = ROUTES.read().ok()?;
    let found = match process {
        Some(process) => routes.iter().find(|(known, _)| *known == process),
        None => routes.first(),
    };
    found.map(|(_, gatherer)| gatherer.clone())
}

/// Whether any system wants such events.
pub(super) fn wants(metadata: &Metadata<'_>) -> bool {
    let Ok(routes) = ROUTES.read() else { return false };
    routes.iter().any(|(_, gatherer)| gatherer.wants(metadata))
}

/// The finest level that any system wants.
pub(super) fn finest() -> LevelFilter {
    routes().iter().map(|(_, gatherer)| gatherer.finest()).max().unwrap_or(LevelFilter::OFF)
}

/// Lets leave what all systems have gathered, and waits for what this process writes of it.
pub(crate) async fn settle_all() {
    for (_, gatherer) in routes() {
        if let Some(written) = gatherer.settle() {
            // The writer answers, or is gone.
            let _ = written.await;
        }
    }
}

/// Makes this process's events known to its systems, unless the program has a subscriber of its
/// own.
pub(crate) fn install() {
    if tracing::dispatcher::has_been_set() {
        return;
    }
    let subscriber = tracing_subscriber::registry().with(super::layer());
    // Another thread may have been faster; then that one's holds.
    let _ = tracing::subscriber::set_global_default(subscriber);
}
