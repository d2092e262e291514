//! The file of a log: bounded in size, with a few older ones beside it.

use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::actor::rules::LogRules;

/// A log file. When it is full it becomes `NAME.1`, what was that `NAME.2`, and so on.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    /// When it is full.
    limit: u64,
    /// How many files there are at most.
    keep: u32,
}

impl LogFile {
    /// Opens the file that the rules name, if they name one; it is added to.
    ///
    /// # Errors
    /// With the name of the file.
    pub(crate) fn open(rules: &LogRules) -> io::Result<Option<Self>> {
        let Some(path) = &rules.file else { return Ok(None) };
        let (file, size) = open(path).map_err(|error| {
            let path = path.display();
            io::Error::new(error.kind(), format!("the log file `{path}` can't be opened: {error}"))
        })?;
        let (limit, keep) = (rules.file_size, rules.files);
        Ok(Some(Self { path: path.clone(), file, size, limit, keep }))
    }

    /// Adds whole lines.
    pub(crate) fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        if self.size > 0 && self.size + lines.len() as u64 > self.limit {
            self.turn()?;
        }
        self.file.write_all(lines)?;
        self.size += lines.len() as u64;
        Ok(())
    }

    /// Makes room for a new file.
    fn turn(&mut self) -> io::Result<()> {
        for older in (1..self.keep).rev() {
            let from = if older == 1 { self.path.clone() } else { numbered(&self.path, older - 1) };
            match fs::rename(from, numbered(&self.path, older)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        if self.keep <= 1 {
            fs::remove_file(&self.path)?;
        }
        (self.file, self.size) = open(&self.path)?;
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let size = file.metadata()?.len();
    Ok((file, size))
}

fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{number}"));
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_makes_room_and_a_few_are_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("log");
        let rules =
            LogRules { file: Some(path.clone()), file_size: 10, files: 3, ..LogRules::default() };
        let mut log = LogFile::open(&rules).expect("it opens").expect("a file");
        for line in ["first\n", "second\n", "third\n", "fourth\n", "a\n"] {
            log.write(line.as_bytes()).expect("written");
        }
        let read = |path: PathBuf| fs::read_to_string(path).expect("a file");
        assert_eq!(read(path.clone()), "fourth\na\n");
        assert_eq!(read(numbered(&path, 1)), "third\n");
        assert_eq!(read(numbered(&path, 2)), "second\n");
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 3);
    }

    #[test]
    fn a_file_that_can_not_be_is_named() {
        let rules = LogRules { file: Some("/no/such/folder/log".into()), ..LogRules::default() };
        let error = LogFile::open(&rules).expect_err("no folder").to_string();
        assert!(error.starts_with("the log file `/no/such/folder/log` can't be opened"), "{error}");
    }
}
