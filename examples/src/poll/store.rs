//! The database: counts by question. Several processes have it open at once.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OptionalExtension as _, Result, Row as Found, params};

use super::tally::{Row, Tally};

/// An open database.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
}

/// How long one process waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(10);

/// A count of all respondents has no demographic and no value; no real demographic is empty.
const TABLE: &str = "
    CREATE TABLE IF NOT EXISTS counts (
        question    TEXT NOT NULL,
        demographic TEXT NOT NULL,
        value       TEXT NOT NULL,
        answer      TEXT NOT NULL,
        count       INTEGER NOT NULL,
        PRIMARY KEY (question, demographic, value, answer)
    ) WITHOUT ROWID";

const SAVE: &str = "
    INSERT INTO counts (question, demographic, value, answer, count) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET count = excluded.count";

const LOAD: &str = "SELECT demographic, value, answer, count FROM counts WHERE question = ?1";

impl Store {
    /// Makes the database if there is none, and opens it.
    ///
    /// # Errors
    /// When the file can't be made, or is something else.
    pub fn create(file: &Path) -> Result<Self> {
        let store = Self::open(file)?;
        // Readers don't wait for writers; a killed process loses nothing that it committed.
        store.connection.pragma_update(None, "journal_mode", "WAL")?;
        store.connection.execute_batch(TABLE)?;
        Ok(store)
    }

    /// Opens the database that [`create`](Self::create) made.
    ///
    /// # Errors
    /// When the file can't be opened.
    pub fn open(file: &Path) -> Result<Self> {
        let connection = Connection::open(file)?;
        connection.busy_timeout(PATIENCE)?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        Ok(Self { connection })
    }

    /// Saves counts of a question: all of them, or none.
    ///
    /// # Errors
    /// When the database can't be written to.
    pub fn save(&mut self, question: &str, rows: &[Row]) -> Result<()> {
        let transaction = self.connection.transaction()?;
        let mut save = transaction.prepare_cached(SAVE)?;
        for Row { group, answer, count } in rows {
            let (name, value) = match group {
                Some((name, value)) => (name.as_str(), value.as_str()),
                None => ("", ""),
            };
            save.execute(params![question, name, value, answer, count.cast_signed()])?;
        }
        drop(save);
        transaction.commit()
    }

    /// The counts of a question; none when it is not known.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn load(&self, question: &str) -> Result<Tally> {
        let mut load = self.connection.prepare_cached(LOAD)?;
        let mut tally = Tally::default();
        for row in load.query_map([question], row)? {
            tally.load(row?);
        }
        Ok(tally)
    }

    /// Whether anything of a question is stored.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn knows(&self, question: &str) -> Result<bool> {
        let mut find =
            self.connection.prepare_cached("SELECT 1 FROM counts WHERE question = ?1")?;
        Ok(find.query_row([question], |_| Ok(())).optional()?.is_some())
    }

    /// The questions that are stored.
    ///
    /// # Errors
    /// When the database can't be read.
    pub fn questions(&self) -> Result<Vec<String>> {
        let mut list = self.connection.prepare_cached("SELECT DISTINCT question FROM counts")?;
        list.query_map([], |row| row.get(0))?.collect()
    }
}

fn row(found: &Found<'_>) -> Result<Row> {
    let name: String = found.get(0)?;
    let group = if name.is_empty() { None } else { Some((name, found.get(1)?)) };
    let count: i64 = found.get(3)?;
    Ok(Row { group, answer: found.get(2)?, count: count.cast_unsigned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut store = Store::create(&folder.path().join("poll.db")).expect("a database");
        let group = Some(("age".to_owned(), "30".to_owned()));
        let rows = [
            Row { group, answer: "yes".to_owned(), count: 7 },
            Row { group: None, answer: "yes".to_owned(), count: 9 },
        ];
        store.save("q", &rows).expect("saved");
        store.save("q", &rows).expect("saved again");
        let analytics = store.load("q").expect("loaded").analytics("q");
        assert_eq!((analytics.total, analytics.by["age"]["30"]["yes"]), (9, 7));
        assert!(store.knows("q").expect("read"));
        assert!(!store.knows("other").expect("read"));
        assert_eq!(store.questions().expect("read"), ["q"]);
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("poll.db");
        std::fs::write(&file, "not a database, but long enough to be looked at").expect("written");
        assert!(Store::create(&file).is_err());
    }
}
