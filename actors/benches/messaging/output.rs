//! What is printed: a line for each figure, and a table in the end.

#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

use super::figure::{Measured, Wanted};

/// The two lines of a figure.
pub(crate) fn lines(measured: &Measured) {
    let Measured { figure, floor, actors } = measured;
    let (floor, actors) = match figure.wanted {
        Wanted::Share(_) => (100.0, 100.0 * measured.ratio()),
        _ => (*floor, *actors),
    };
    println!("{}\tactors\t{}\t{}", figure.name, short(actors), figure.unit);
    println!("{}\tfloor\t{}\t{}", figure.name, short(floor), figure.unit);
}

/// All ratios, and what is wanted.
pub(crate) fn table(table: &[Measured]) {
    eprintln!("\n{:<10} {:>8}  {:<22}", "name", "ratio", "wanted");
    for measured in table {
        let (wanted, is_so) = measured.judged();
        let word = match (wanted.is_empty(), is_so) {
            (true, _) => "",
            (false, true) => "ok",
            (false, false) => "short",
        };
        let (name, ratio) = (measured.figure.name, measured.ratio());
        eprintln!("{name:<10} {ratio:>8.3}  {wanted:<22} {word}");
    }
}

/// Says what is wrong with the command.
pub(crate) fn complain(what: &str) {
    eprintln!("{what}");
}

fn short(figure: f64) -> String {
    if figure < 1000.0 { format!("{figure:.2}") } else { format!("{figure:.0}") }
}
