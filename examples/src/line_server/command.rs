//! The commands, and how lines of bytes become commands. What is wrong with a line is told to the
//! one who wrote it.

use std::{fmt, io, str::FromStr};

use tokio_util::{
    bytes::BytesMut,
    codec::{Decoder, LinesCodec, LinesCodecError},
};

/// The most bytes of a line.
pub const LONGEST: usize = 64;

/// What a line asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// To add a number.
    Add(i64),
    /// To tell the total.
    Total,
    /// To end the connection.
    Quit,
}

/// Why a line is no command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mistake {
    /// Its first word is none that is known.
    Unknown(String),
    /// What is to be added is no number.
    NoNumber(String),
    /// There is more after a command that stands alone.
    TooMuch(&'static str),
    /// It is longer than a line may be.
    TooLong,
    /// It is no text.
    NoText,
}

impl FromStr for Command {
    type Err = Mistake;

    fn from_str(line: &str) -> Result<Self, Mistake> {
        let line = line.trim();
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let alone = |command, word| if rest.is_empty() { Ok(command) } else { Err(word) };
        match word {
            "add" => match rest.trim().parse() {
                Ok(number) => Ok(Self::Add(number)),
                Err(_) => Err(Mistake::NoNumber(rest.trim().to_owned())),
            },
            "total" => alone(Self::Total, "total").map_err(Mistake::TooMuch),
            "quit" => alone(Self::Quit, "quit").map_err(Mistake::TooMuch),
            _ => Err(Mistake::Unknown(word.to_owned())),
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(word) if word.is_empty() => f.write_str("the line is empty")?,
            // What can't be printed goes back escaped.
            Self::Unknown(word) => write!(f, "there is no command {word:?}")?,
            Self::NoNumber(text) => {
                return write!(f, "{text:?} is no whole number: write for instance `add 5`");
            }
            Self::TooMuch(word) => return write!(f, "write `{word}` and nothing more"),
            Self::TooLong => return write!(f, "a line has {LONGEST} bytes at most"),
            Self::NoText => return f.write_str("a line is text, in UTF-8"),
        }
        f.write_str(": write `add NUMBER`, `total` or `quit`")
    }
}

/// Takes bytes apart into commands. Of a line that is too long nothing is kept.
#[derive(Debug)]
pub struct Lines(LinesCodec);

impl Default for Lines {
    fn default() -> Self {
        Self(LinesCodec::new_with_max_length(LONGEST))
    }
}

/// A mistake is an item like any other: the lines after it count.
fn read(
    line: Result<Option<String>, LinesCodecError>,
) -> io::Result<Option<Result<Command, Mistake>>> {
    match line {
        Ok(line) => Ok(line.map(|line| line.parse())),
        Err(LinesCodecError::MaxLineLengthExceeded) => Ok(Some(Err(Mistake::TooLong))),
        Err(LinesCodecError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
            Ok(Some(Err(Mistake::NoText)))
        }
        Err(LinesCodecError::Io(error)) => Err(error),
    }
}

impl Decoder for Lines {
    type Item = Result<Command, Mistake>;
    type Error = io::Error;

    fn decode(&mut self, bytes: &mut BytesMut) -> io::Result<Option<Self::Item>> {
        read(self.0.decode(bytes))
    }

    fn decode_eof(&mut self, bytes: &mut BytesMut) -> io::Result<Option<Self::Item>> {
        read(self.0.decode_eof(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read when the bytes come in pieces.
    fn read_all(pieces: &[&[u8]]) -> Vec<Result<Command, Mistake>> {
        let (mut lines, mut bytes, mut found) = (Lines::default(), BytesMut::new(), Vec::new());
        for piece in pieces {
            bytes.extend_from_slice(piece);
            while let Some(line) = lines.decode(&mut bytes).expect("no error") {
                found.push(line);
            }
        }
        while let Some(line) = lines.decode_eof(&mut bytes).expect("no error") {
            found.push(line);
        }
        found
    }

    #[test]
    fn a_line_is_read_when_its_end_has_come() {
        let found = read_all(&[b"ad", b"d 5", b"\r\ntotal\n qu", b"it "]);
        assert_eq!(found, [Ok(Command::Add(5)), Ok(Command::Total), Ok(Command::Quit)]);
    }

    #[test]
    fn a_line_without_end_takes_no_room_and_is_one_mistake() {
        let mut pieces = vec![&[b'x'; 10_000][..]; 100];
        pieces.push(b"\nadd -1\n");
        assert_eq!(read_all(&pieces), [Err(Mistake::TooLong), Ok(Command::Add(-1))]);

        let (mut lines, mut bytes) = (Lines::default(), BytesMut::new());
        for _ in 0..100 {
            bytes.extend_from_slice(&[b'x'; 10_000]);
            while lines.decode(&mut bytes).expect("no error").is_some() {}
            assert!(bytes.is_empty());
        }
    }

    #[test]
    fn mistakes_say_what_to_write() {
        let said = |line: &str| line.parse::<Command>().expect_err(line).to_string();
        assert_eq!(
            said("sub 3"),
            r#"there is no command "sub": write `add NUMBER`, `total` or `quit`"#
        );
        assert_eq!(said(" "), "the line is empty: write `add NUMBER`, `total` or `quit`");
        assert_eq!(said("add"), r#""" is no whole number: write for instance `add 5`"#);
        assert_eq!(said("add 1 2"), r#""1 2" is no whole number: write for instance `add 5`"#);
        assert_eq!(said("quit now"), "write `quit` and nothing more");
        let found = read_all(&[b"\xff\xfe\ntotal\n"]);
        assert_eq!(found, [Err(Mistake::NoText), Ok(Command::Total)]);
    }
}
