//! What is wrong with settings: each mistake with its place, and with what was probably meant.

use std::fmt;

/// What is wrong with the settings of a system: all mistakes of all places, a line each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigError {
    mistakes: Vec<Mistake>,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// The file with line and column, the variable, or the call of the builder.
    pub(crate) place: String,
    pub(crate) what: String,
}

impl Mistake {
    pub(crate) fn new(place: impl fmt::Display, what: impl Into<String>) -> Self {
        Self { place: place.to_string(), what: what.into() }
    }
}

impl ConfigError {
    /// Of one mistake.
    pub(crate) fn one(mistake: Mistake) -> Self {
        Self { mistakes: vec![mistake] }
    }

    /// `None` when there are no mistakes.
    pub(super) fn of(mistakes: Vec<Mistake>) -> Option<Self> {
        (!mistakes.is_empty()).then_some(Self { mistakes })
    }

    /// Each mistake: its place, and what is wrong there.
    pub fn mistakes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.mistakes.iter().map(|mistake| (mistake.place.as_str(), mistake.what.as_str()))
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Mistake { place, what }) in self.mistakes.iter().enumerate() {
            let end = if at == 0 { "" } else { "\n" };
            write!(f, "{end}{place}: {what}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// How unlike a word may be to count as near, of all that is between nothing and equal.
const NEAR: f64 = 0.6;

/// The word that was probably meant.
pub(super) fn nearest<'a>(word: &str, words: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let likeness =
        |other: &str| strsim::normalized_damerau_levenshtein(&word, &other.to_lowercase());
    words
        .into_iter()
        .map(|other| (likeness(other), other))
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|left, right| left.0.total_cmp(&right.0))
        .map(|(_, other)| other)
}
