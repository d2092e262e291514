//! Where processes print: a pipe of the admin, which hands what comes to a program that shows it.

use std::{io, process::Stdio, sync::Arc};

use tokio::{
    io::Interest,
    net::unix::pipe,
    sync::{Notify, mpsc},
    task::JoinHandle,
};

use super::admin::Event;
use crate::protocol::admin::Printed;

/// The most that is taken of what is printed at once.
const MOST: usize = 16 * 1024;

/// Where processes print, and the task that tells when there is something.
pub(super) struct Relay {
    pub(super) number: usize,
    pub(super) printed: Printed,
    reader: Arc<pipe::Receiver>,
    /// Told when what there was has been taken.
    taken: Arc<Notify>,
    /// Ends when nobody is left who could print.
    telling: JoinHandle<()>,
}

impl Relay {
    /// A new one, and what processes print to. `events` are told when there is something.
    ///
    /// # Errors
    /// When there may be no more descriptors.
    pub(super) fn open(
        number: usize,
        printed: Printed,
        events: mpsc::Sender<Event>,
    ) -> io::Result<(Self, Stdio)> {
        let (reader, writer) = io::pipe()?;
        let reader = Arc::new(pipe::Receiver::from_owned_fd(reader.into())?);
        let taken = Arc::new(Notify::new());
        let telling = tokio::spawn(tell(reader.clone(), number, taken.clone(), events));
        Ok((Self { number, printed, reader, taken, telling }, writer.into()))
    }

    /// Gives what has been printed until now to `show`.
    pub(super) fn take(&self, show: impl Fn(Vec<u8>)) {
        let mut bytes = Vec::with_capacity(MOST);
        while self.reader.try_read_buf(&mut bytes).is_ok_and(|count| count > 0) {
            show(std::mem::replace(&mut bytes, Vec::with_capacity(MOST)));
        }
        self.taken.notify_one();
    }

    /// Whether nobody is left who could print.
    pub(super) fn has_ended(&self) -> bool {
        self.telling.is_finished()
    }
}

/// Tells when processes have printed something, until none is left that could.
async fn tell(
    reader: Arc<pipe::Receiver>,
    number: usize,
    taken: Arc<Notify>,
    events: mpsc::Sender<Event>,
) {
    loop {
        let Ok(ready) = reader.ready(Interest::READABLE).await else { return };
        if events.send(Event::Printed(number)).await.is_err() {
            return;
        }
        taken.notified().await;
        if ready.is_read_closed() {
            return;
        }
    }
}
