//! The body of `POST /response`: JSON in, a response or the reason why it is none out.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, Visitor},
};

use super::messages::{Ballot, Response};

/// The longest name, answer or value, in bytes.
pub const MAX_WORDS: usize = 200;

/// The most demographics in a response.
pub const MAX_DEMOGRAPHICS: usize = 50;

/// Why a body is no response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// It is no JSON.
    Syntax(String),
    /// It is JSON, and something in it is missing or wrong: what, and where.
    Field(String),
}

/// What is sent.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    question: Words,
    answer: Words,
    demographics: BTreeMap<String, Words>,
}

/// A text, or a number that is kept as the text it is written as.
#[derive(Debug)]
struct Words(String);

/// Reads a body.
///
/// # Errors
/// What is wrong with it, in the words of the one who sent it.
pub fn read(body: &[u8]) -> Result<Response, Wrong> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let body: Body = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let inner = error.inner();
        if inner.is_data() {
            Wrong::Field(error.to_string())
        } else {
            Wrong::Syntax(inner.to_string())
        }
    })?;
    json.end().map_err(|error| Wrong::Syntax(error.to_string()))?;
    let Body { question, answer, demographics } = body;
    let demographics: BTreeMap<_, _> =
        demographics.into_iter().map(|(name, words)| (name, words.0)).collect();
    if demographics.len() > MAX_DEMOGRAPHICS {
        return Err(Wrong::Field(format!("demographics: more than {MAX_DEMOGRAPHICS}")));
    }
    check("question", &question.0)?;
    check("answer", &answer.0)?;
    for (name, value) in &demographics {
        check("demographics: a name", name)?;
        check(&format!("demographics.{name}"), value)?;
    }
    let ballot = Ballot { answer: answer.0, demographics };
    Ok(Response { question: question.0, ballot })
}

fn check(field: &str, words: &str) -> Result<(), Wrong> {
    if words.trim().is_empty() {
        return Err(Wrong::Field(format!("{field}: is empty")));
    }
    if words.len() > MAX_WORDS {
        return Err(Wrong::Field(format!("{field}: longer than {MAX_WORDS} bytes")));
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ReadWords).map(Self)
    }
}

struct ReadWords;

impl Visitor<'_> for ReadWords {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or a number")
    }

    fn visit_str<E: Error>(self, words: &str) -> Result<String, E> {
        Ok(words.to_owned())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<String, E> {
        Ok(number.to_string())
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<String, E> {
        Ok(number.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(body: &str) -> Wrong {
        read(body.as_bytes()).expect_err("it is wrong")
    }

    fn field(body: &str) -> String {
        match wrong(body) {
            Wrong::Field(why) => why,
            Wrong::Syntax(why) => panic!("taken for broken JSON: {why}"),
        }
    }

    #[test]
    fn strings_and_numbers_are_kept_as_text() {
        let body = r#"{"question":"vote","answer":1,"demographics":{"age":36,"zip":"01234"}}"#;
        let Response { question, ballot } = read(body.as_bytes()).expect("a response");
        assert_eq!((question.as_str(), ballot.answer.as_str()), ("vote", "1"));
        assert_eq!(ballot.demographics["age"], "36");
        assert_eq!(ballot.demographics["zip"], "01234");
    }

    #[test]
    fn broken_json_is_told_from_wrong_fields() {
        for body in ["", "{", "nonsense", r#"{"question":"#] {
            assert!(matches!(wrong(body), Wrong::Syntax(_)), "{body}");
        }
        let twice = r#"{"question":"q","answer":1,"demographics":{}} {}"#;
        assert!(matches!(wrong(twice), Wrong::Syntax(_)));
    }

    #[test]
    fn a_wrong_field_is_named() {
        let named = [
            (r#"{"answer":1,"demographics":{}}"#, "question"),
            (r#"{"question":"q","demographics":{}}"#, "answer"),
            (r#"{"question":"q","answer":1}"#, "demographics"),
            (r#"{"question":"q","answer":true,"demographics":{}}"#, "answer"),
            (r#"{"question":"q","answer":1,"demographics":{"age":[]}}"#, "demographics.age"),
            (r#"{"question":"q","answer":1,"demographics":3}"#, "demographics"),
            (r#"{"question":" ","answer":1,"demographics":{}}"#, "question"),
            (r#"{"question":"q","answer":1,"demographics":{"":1}}"#, "demographics"),
            (r#"{"question":"q","answer":1,"demographics":{},"colour":1}"#, "colour"),
        ];
        for (body, name) in named {
            let why = field(body);
            assert!(why.contains(name), "{body}: {why}");
        }
    }
}
