//! The end of a program that joined a system: what it told shall leave before it does, and what
//! actors printed until then be shown.

use std::{
    sync::{Arc, Mutex, Weak},
    time::Duration,
};

use super::network::Network;
use crate::{log::route, queue::lock};

/// The systems that this program has joined.
static JOINED: Mutex<Vec<Weak<Network>>> = Mutex::new(Vec::new());

/// How long a program waits at its end for those who do not listen.
const LIMIT: Duration = Duration::from_secs(1);

/// Remembers a system to take leave of.
pub(super) fn remember(network: &Arc<Network>) {
    let mut joined = lock(&JOINED);
    joined.retain(|network| network.strong_count() > 0);
    joined.push(Arc::downgrade(network));
}

/// Takes leave of every system that was joined, and writes what is left of the logs.
pub(crate) async fn farewell() {
    let _ = tokio::time::timeout(LIMIT, route::settle_all()).await;
    let joined = std::mem::take(&mut *lock(&JOINED));
    for network in joined.iter().filter_map(Weak::upgrade) {
        let _ = tokio::time::timeout(LIMIT, network.settled()).await;
    }
}
