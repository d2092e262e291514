//! `Saver`: writes the counts of a question to the database in a thread of its own, so that the
//! question goes on counting and answering meanwhile.

use std::{
    collections::BTreeMap,
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel},
    thread::{self, JoinHandle},
    time::Duration,
};

use super::{store::Store, tally::Row};

/// The thread, and the way to it.
#[derive(Debug)]
pub struct Saver {
    jobs: Option<SyncSender<Vec<Row>>>,
    thread: Option<JoinHandle<()>>,
}

/// How long after a failure it is tried again.
const AGAIN: Duration = Duration::from_secs(1);

impl Saver {
    /// Starts the thread.
    ///
    /// # Errors
    /// When there can be no more threads.
    pub fn start(question: String, store: Store) -> std::io::Result<Self> {
        let (jobs, incoming) = sync_channel(1);
        let saving = thread::Builder::new().name("save".to_owned());
        let thread = saving.spawn(move || run(&question, store, &incoming))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Saves `rows` soon.
    ///
    /// # Errors
    /// The rows, when it has enough to do: try again later.
    pub fn save(&self, rows: Vec<Row>) -> Result<(), Vec<Row>> {
        let Some(jobs) = &self.jobs else { return Err(rows) };
        jobs.try_send(rows).map_err(|refused| match refused {
            TrySendError::Full(rows) | TrySendError::Disconnected(rows) => rows,
        })
    }

    /// Saves `rows`, and returns when everything is saved.
    pub fn finish(&mut self, rows: Vec<Row>) {
        if let Some(jobs) = self.jobs.take() {
            // Without the thread there is nobody to wait for.
            let _ = jobs.send(rows);
        }
        self.wait();
    }

    fn wait(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // Its panic has been told already.
            let _ = thread.join();
        }
    }
}

impl Drop for Saver {
    fn drop(&mut self) {
        self.wait();
    }
}

/// Saves what comes. What could not be saved is tried again with what comes next, or after a
/// while, and once more at the end.
fn run(question: &str, mut store: Store, incoming: &Receiver<Vec<Row>>) {
    let mut unsaved = BTreeMap::new();
    loop {
        let wait = if unsaved.is_empty() { Duration::MAX } else { AGAIN };
        let over = match incoming.recv_timeout(wait) {
            Ok(rows) => {
                unsaved.extend(rows.into_iter().map(|row| ((row.group, row.answer), row.count)));
                false
            }
            Err(RecvTimeoutError::Timeout) => false,
            Err(RecvTimeoutError::Disconnected) => true,
        };
        save(question, &mut store, &mut unsaved);
        if over {
            return;
        }
    }
}

/// The counts that wait to be saved: a later count replaces an earlier one.
type Unsaved = BTreeMap<(Option<(String, String)>, String), u64>;

fn save(question: &str, store: &mut Store, unsaved: &mut Unsaved) {
    if unsaved.is_empty() {
        return;
    }
    let row = |((group, answer), count)| Row { group, answer, count };
    let rows: Vec<_> = std::mem::take(unsaved).into_iter().map(row).collect();
    if let Err(error) = store.save(question, &rows) {
        eprintln!("the counts of `{question}` could not be saved: {error}");
        unsaved.extend(rows.into_iter().map(|row| ((row.group, row.answer), row.count)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_saved_at_the_end() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("poll.db");
        let store = Store::create(&file).expect("a database");
        let mut saver = Saver::start("q".to_owned(), store).expect("a thread");
        let row = |count| vec![Row { group: None, answer: "yes".to_owned(), count }];
        // It may be busy with the first; then the second comes back, and is not missed.
        saver.save(row(1)).expect("there is room for one");
        let _ = saver.save(row(2));
        saver.finish(row(3));
        let store = Store::open(&file).expect("the database");
        assert_eq!(store.load("q").expect("loaded").analytics("q").total, 3);
    }
}
