//! The survey: rows of a CSV file, and what their numbers mean.

use std::{
    collections::{BTreeMap, HashMap},
    io::Read,
};

use actors::Error;
use csv::StringRecord;

use super::messages::{Analytics, Ballot, Response};

/// 944 respondents of the American National Election Study 1996.
const ANES96: &str = include_str!("../../data/anes96.csv");

/// The questions of that study.
const QUESTIONS: [&str; 6] = ["vote", "PID", "selfLR", "ClinLR", "DoleLR", "TVnews"];

/// What it knows of its respondents.
const DEMOGRAPHICS: [&str; 4] = ["age", "educ", "income", "popul"];

/// What its codebook says.
const LEANING: &[(&str, &str)] = &[
    ("1", "extremely liberal"),
    ("2", "liberal"),
    ("3", "slightly liberal"),
    ("4", "moderate"),
    ("5", "slightly conservative"),
    ("6", "conservative"),
    ("7", "extremely conservative"),
];
const PARTY: &[(&str, &str)] = &[
    ("0", "strong Democrat"),
    ("1", "weak Democrat"),
    ("2", "independent Democrat"),
    ("3", "independent"),
    ("4", "independent Republican"),
    ("5", "weak Republican"),
    ("6", "strong Republican"),
];
const VOTE: &[(&str, &str)] = &[("0", "Clinton"), ("1", "Dole")];
const DAYS: &[(&str, &str)] = &[
    ("0", "never"),
    ("1", "1 day a week"),
    ("2", "2 days a week"),
    ("3", "3 days a week"),
    ("4", "4 days a week"),
    ("5", "5 days a week"),
    ("6", "6 days a week"),
    ("7", "every day"),
];

/// Responses to polls, and what they mean.
#[derive(Debug)]
pub struct Survey {
    /// The questions.
    pub questions: Vec<String>,
    /// The responses, in the order of the file.
    pub responses: Vec<Response>,
    codebook: HashMap<&'static str, Code>,
}

#[derive(Debug)]
struct Code {
    title: &'static str,
    labels: &'static [(&'static str, &'static str)],
}

impl Survey {
    /// The study that comes with the program; all questions and demographics if none are named.
    ///
    /// # Errors
    /// When a column is named that it does not have.
    pub fn anes96(questions: &[String], demographics: &[String]) -> actors::Result<Self> {
        let or_all = |named: &[String], all: &[&str]| match named {
            [] => all.iter().map(ToString::to_string).collect(),
            named => named.to_vec(),
        };
        let (questions, demographics) =
            (or_all(questions, &QUESTIONS), or_all(demographics, &DEMOGRAPHICS));
        let mut survey = Self::read(ANES96.as_bytes(), questions, &demographics)?;
        survey.codebook = codebook();
        Ok(survey)
    }

    /// Reads a CSV file whose first line names its columns. An empty field is no answer.
    ///
    /// # Errors
    /// When it is no such file, or a column is missing.
    pub fn read(
        csv: impl Read,
        questions: Vec<String>,
        demographics: &[String],
    ) -> actors::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(csv);
        let names = reader.headers()?.clone();
        let find = |wanted: &String| match names.iter().position(|name| name == wanted) {
            Some(at) => Ok((wanted.clone(), at)),
            None => Err(Error::message(format!(
                "there is no column `{wanted}`; there are {}",
                names.iter().collect::<Vec<_>>().join(", ")
            ))),
        };
        let asked: Vec<_> = questions.iter().map(find).collect::<actors::Result<_>>()?;
        let known: Vec<_> = demographics.iter().map(find).collect::<actors::Result<_>>()?;
        let mut responses = Vec::new();
        for record in reader.records() {
            let record = record?;
            let of = fields(&record, &known).collect::<BTreeMap<_, _>>();
            responses.extend(fields(&record, &asked).map(|(question, answer)| Response {
                question,
                ballot: Ballot { answer, demographics: of.clone() },
            }));
        }
        if responses.is_empty() {
            return Err(Error::message("there is no response in the data"));
        }
        Ok(Self { questions, responses, codebook: HashMap::new() })
    }

    /// Counts in the plainest way what `rounds` replays add to `analytics`.
    pub fn count(&self, rounds: u64, analytics: &mut BTreeMap<String, Analytics>) {
        for Response { question, ballot } in &self.responses {
            let Some(known) = analytics.get_mut(question) else { continue };
            known.total += rounds;
            *known.answers.entry(ballot.answer.clone()).or_default() += rounds;
            for (name, value) in &ballot.demographics {
                let values = known.by.entry(name.clone()).or_default();
                let answers = values.entry(value.clone()).or_default();
                *answers.entry(ballot.answer.clone()).or_default() += rounds;
            }
        }
    }

    /// What a question asks, in words.
    #[must_use]
    pub fn title<'a>(&self, question: &'a str) -> &'a str {
        self.codebook.get(question).map_or(question, |code| code.title)
    }

    /// What an answer means, in words.
    #[must_use]
    pub fn label(&self, question: &str, answer: &str) -> Option<&'static str> {
        let labels = self.codebook.get(question)?.labels;
        labels.iter().find(|(code, _)| *code == answer).map(|(_, label)| *label)
    }
}

fn fields<'a>(
    record: &'a StringRecord,
    columns: &'a [(String, usize)],
) -> impl Iterator<Item = (String, String)> + 'a {
    columns.iter().filter_map(|(name, at)| {
        let field = record.get(*at).filter(|field| !field.is_empty())?;
        Some((name.clone(), field.to_owned()))
    })
}

fn codebook() -> HashMap<&'static str, Code> {
    HashMap::from([
        ("vote", Code { title: "expected vote", labels: VOTE }),
        ("PID", Code { title: "party identification", labels: PARTY }),
        ("selfLR", Code { title: "own political leaning", labels: LEANING }),
        ("ClinLR", Code { title: "political leaning of Clinton", labels: LEANING }),
        ("DoleLR", Code { title: "political leaning of Dole", labels: LEANING }),
        ("TVnews", Code { title: "watches TV news", labels: DAYS }),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_study_is_whole() {
        let survey = Survey::anes96(&[], &[]).expect("it comes with the program");
        assert_eq!(survey.responses.len(), 944 * 6);
        assert_eq!(survey.label("vote", "1"), Some("Dole"));
        let Response { question, ballot } = &survey.responses[0];
        assert_eq!((question.as_str(), ballot.answer.as_str()), ("vote", "1"));
        assert_eq!(ballot.demographics["age"], "36");
    }

    #[test]
    fn a_column_that_is_missing_is_named() {
        let error = Survey::read("a,b\n1,2\n".as_bytes(), vec!["c".to_owned()], &[])
            .expect_err("there is no such column");
        assert_eq!(error.to_string(), "there is no column `c`; there are a, b");
    }

    #[test]
    fn an_empty_field_is_no_answer() {
        let csv = "q,age\n,30\nyes,\n".as_bytes();
        let survey =
            Survey::read(csv, vec!["q".to_owned()], &["age".to_owned()]).expect("one response");
        assert_eq!(survey.responses.len(), 1);
        assert!(survey.responses[0].ballot.demographics.is_empty());
    }
}
