//! The counts of one question, in memory. Nothing here knows actors or databases.

use std::collections::BTreeMap;

use super::messages::{Analytics, Answers, Ballot};

/// The counts of one question, and which of them have changed since they were saved.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    answers: Counts,
    by: BTreeMap<String, BTreeMap<String, Counts>>,
}

type Counts = BTreeMap<String, Count>;

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    now: u64,
    saved: u64,
}

/// One count, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    /// The demographic, and its value; none for the count of all.
    pub group: Option<(String, String)>,
    /// The answer.
    pub answer: String,
    /// How many gave it.
    pub count: u64,
}

impl Tally {
    /// Counts a ballot.
    pub fn add(&mut self, ballot: Ballot) {
        for (name, value) in ballot.demographics {
            let counts = self.by.entry(name).or_default().entry(value).or_default();
            one_more(counts, &ballot.answer);
        }
        one_more(&mut self.answers, &ballot.answer);
    }

    /// Takes a count that was stored.
    pub fn load(&mut self, row: Row) {
        let Row { group, answer, count } = row;
        let counts = match group {
            Some((name, value)) => self.by.entry(name).or_default().entry(value).or_default(),
            None => &mut self.answers,
        };
        counts.insert(answer, Count { now: count, saved: count });
    }

    /// The counts that have changed since they were saved.
    #[must_use]
    pub fn unsaved(&self) -> Vec<Row> {
        let groups = self.by.iter().flat_map(|(name, values)| {
            values.iter().map(move |(value, counts)| (Some((name, value)), counts))
        });
        let all = groups.chain([(None, &self.answers)]);
        all.flat_map(|(group, counts)| changed(group, counts)).collect()
    }

    /// Everything that has changed is saved now.
    pub fn mark_saved(&mut self) {
        let groups = self.by.values_mut().flat_map(BTreeMap::values_mut);
        for count in groups.chain([&mut self.answers]).flat_map(BTreeMap::values_mut) {
            count.saved = count.now;
        }
    }

    /// What is known, for those who ask.
    #[must_use]
    pub fn analytics(&self, question: &str) -> Analytics {
        let answers = plain(&self.answers);
        let values = |values: &BTreeMap<String, Counts>| {
            values.iter().map(|(value, counts)| (value.clone(), plain(counts))).collect()
        };
        Analytics {
            question: question.to_owned(),
            total: answers.values().sum(),
            answers,
            by: self.by.iter().map(|(name, found)| (name.clone(), values(found))).collect(),
        }
    }
}

fn one_more(counts: &mut Counts, answer: &str) {
    // Most answers are there already: no copy for them.
    match counts.get_mut(answer) {
        Some(count) => count.now += 1,
        None => _ = counts.insert(answer.to_owned(), Count { now: 1, saved: 0 }),
    }
}

fn changed<'a>(
    group: Option<(&'a String, &'a String)>,
    counts: &'a Counts,
) -> impl Iterator<Item = Row> + 'a {
    counts.iter().filter(|(_, count)| count.now != count.saved).map(move |(answer, count)| Row {
        group: group.map(|(name, value)| (name.clone(), value.clone())),
        answer: answer.clone(),
        count: count.now,
    })
}

fn plain(counts: &Counts) -> Answers {
    counts.iter().map(|(answer, count)| (answer.clone(), count.now)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ballot(answer: &str, age: &str) -> Ballot {
        let demographics = BTreeMap::from([("age".to_owned(), age.to_owned())]);
        Ballot { answer: answer.to_owned(), demographics }
    }

    #[test]
    fn counts_all_and_each_group() {
        let mut tally = Tally::default();
        for (answer, age) in [("yes", "30"), ("yes", "40"), ("no", "30")] {
            tally.add(ballot(answer, age));
        }
        let analytics = tally.analytics("q");
        assert_eq!(analytics.total, 3);
        assert_eq!(analytics.answers["yes"], 2);
        assert_eq!(analytics.by["age"]["30"]["no"], 1);
        assert_eq!(analytics.by["age"]["40"].get("no"), None);
    }

    #[test]
    fn only_what_changed_is_saved_again() {
        let mut tally = Tally::default();
        tally.add(ballot("yes", "30"));
        assert_eq!(tally.unsaved().len(), 2);
        tally.mark_saved();
        assert_eq!(tally.unsaved(), []);
        tally.add(ballot("yes", "40"));
        let group = Some(("age".to_owned(), "40".to_owned()));
        let one = Row { group, answer: "yes".to_owned(), count: 1 };
        let all = Row { group: None, answer: "yes".to_owned(), count: 2 };
        assert_eq!(tally.unsaved(), [one, all]);
    }

    #[test]
    fn what_was_stored_is_counted_on() {
        let mut before = Tally::default();
        before.add(ballot("yes", "30"));
        let mut after = Tally::default();
        before.unsaved().into_iter().for_each(|row| after.load(row));
        assert_eq!(after.unsaved(), []);
        after.add(ballot("yes", "30"));
        before.add(ballot("yes", "30"));
        assert_eq!(after.analytics("q"), before.analytics("q"));
    }
}
