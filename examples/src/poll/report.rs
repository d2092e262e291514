//! The report: what was found, how fast, and which processes did it.

use std::{collections::BTreeMap, time::Duration};

use actors::ProcessStatus;
use comfy_table::{CellAlignment, LineStyle, Table, presets::UTF8_HORIZONTAL_ONLY};

use super::{
    messages::{Analytics, Answers},
    replay::Outcome,
    survey::Survey,
};

/// A table for each question.
#[must_use]
pub fn questions(survey: &Survey, outcome: &Outcome) -> String {
    let mut text = String::new();
    for question in &survey.questions {
        let Some(analytics) = outcome.analytics.get(question) else { continue };
        let title = survey.title(question);
        let name =
            if title == question { title.to_owned() } else { format!("{question}: {title}") };
        text.push_str(&format!("{name} ({} responses)\n", analytics.total));
        text.push_str(&format!("{}\n\n", table_of(survey, analytics)));
    }
    text
}

fn table_of(survey: &Survey, analytics: &Analytics) -> Table {
    let mut table = plain_table();
    let demographics = analytics.by.keys().map(|name| format!("mean {name}"));
    let head = ["answer", "responses", "share"].map(str::to_owned);
    table.set_header(head.into_iter().chain(demographics));
    for (answer, count) in &analytics.answers {
        let label = match survey.label(&analytics.question, answer) {
            Some(label) => format!("{answer} {label}"),
            None => answer.clone(),
        };
        let share = 100.0 * as_float(*count) / as_float(analytics.total);
        let means = analytics.by.values().map(|values| mean(values, answer));
        table.add_row([label, count.to_string(), format!("{share:.1} %")].into_iter().chain(means));
    }
    numbers_right(&mut table, 1);
    table
}

/// The mean of a demographic among those who gave an answer; empty if it is no number.
fn mean(values: &BTreeMap<String, Answers>, answer: &str) -> String {
    let (mut sum, mut count) = (0.0, 0);
    for (value, answers) in values {
        let Ok(value) = value.parse::<f64>() else { return String::new() };
        let given = answers.get(answer).copied().unwrap_or_default();
        sum += value * as_float(given);
        count += given;
    }
    if count == 0 { String::new() } else { format!("{:.1}", sum / as_float(count)) }
}

/// How fast it was.
#[must_use]
pub fn speed(outcome: &Outcome) -> String {
    let Outcome { responses, took, queries, .. } = outcome;
    let rate = as_float(*responses) / took.as_secs_f64();
    let quantile = |share| milliseconds(quantile(queries, share));
    format!(
        "every count is right\n{responses} responses in {:.2} s: {rate:.0} a second\n\
         GET /analytics meanwhile, {} times: p50 {}, p99 {}\n",
        took.as_secs_f64(),
        queries.len(),
        quantile(0.5),
        quantile(0.99),
    )
}

/// The processes and their memory.
#[must_use]
pub fn processes(processes: &[ProcessStatus]) -> String {
    if processes.is_empty() {
        return "all actors run in this process\n".to_owned();
    }
    let mut table = plain_table();
    table.set_header(["process", "pid", "memory"]);
    for process in processes {
        let memory = process.memory_kib.map_or_else(String::new, |kib| format!("{kib} KiB"));
        table.add_row([process.role.clone(), process.pid.to_string(), memory]);
    }
    numbers_right(&mut table, 1);
    format!("{table}\n")
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY.row_separator(LineStyle::none()));
    table
}

fn numbers_right(table: &mut Table, from: usize) {
    for column in table.column_iter_mut().skip(from) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

/// The duration that this share of all does not exceed; they are sorted.
fn quantile(sorted: &[Duration], share: f64) -> Option<Duration> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and the last"
    )]
    let at = (last as f64 * share).ceil() as usize;
    sorted.get(at).copied()
}

fn milliseconds(time: Option<Duration>) -> String {
    time.map_or_else(|| "-".to_owned(), |time| format!("{:.1} ms", time.as_secs_f64() * 1e3))
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_times() {
        let times: Vec<_> = (1..=101).map(Duration::from_millis).collect();
        assert_eq!(quantile(&times, 0.5), Some(Duration::from_millis(51)));
        assert_eq!(quantile(&times, 0.99), Some(Duration::from_millis(100)));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn a_mean_needs_numbers() {
        let one = |count| Answers::from([("yes".to_owned(), count)]);
        let ages = BTreeMap::from([("20".to_owned(), one(1)), ("30".to_owned(), one(3))]);
        assert_eq!(mean(&ages, "yes"), "27.5");
        assert_eq!(mean(&ages, "no"), "");
        let towns = BTreeMap::from([("Leeds".to_owned(), one(1))]);
        assert_eq!(mean(&towns, "yes"), "");
    }
}
