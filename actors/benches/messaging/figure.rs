//! A benchmark: two ways to do the same work, and the figures that come out of it.

use super::gauge::{Scale, median};

/// How often each side has its turn.
const TURNS: usize = 5;

/// The same work, done twice.
pub(crate) struct Bench {
    /// What comes out of each side, in this order.
    pub(crate) figures: &'static [Figure],
    /// By hand.
    pub(crate) floor: Side,
    /// With actors.
    pub(crate) actors: Side,
}

/// Does the work once.
pub(crate) type Side = fn(Scale) -> Vec<f64>;

/// One figure.
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    pub(crate) wanted: Wanted,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted {
    /// A rate: at least so much of the floor's.
    Rate(f64),
    /// A time: the floor's is at least so much of it.
    Speed(f64),
    /// A time: at most so many times the floor's.
    Times(f64),
    /// At least this, whatever the floor.
    AtLeast(f64),
    /// At most this, whatever the floor.
    AtMost(f64),
    /// A rate, shown as its share of the floor's: at least so many per cent.
    Share(f64),
    /// A time that is shown beside others.
    Shown,
}

/// The medians of both sides.
pub(crate) struct Measured {
    pub(crate) figure: &'static Figure,
    pub(crate) floor: f64,
    pub(crate) actors: f64,
}

impl Measured {
    /// How the actors do beside the floor, in the sense of what is wanted.
    pub(crate) fn ratio(&self) -> f64 {
        match self.figure.wanted {
            Wanted::Speed(_) => self.floor / self.actors,
            _ => self.actors / self.floor,
        }
    }

    /// What is wanted in words, and whether it is so.
    pub(crate) fn judged(&self) -> (String, bool) {
        let Figure { unit, wanted, .. } = self.figure;
        match *wanted {
            Wanted::Rate(least) | Wanted::Speed(least) => {
                (format!("at least {least}"), self.ratio() >= least)
            }
            Wanted::Times(most) => (format!("at most {most}"), self.ratio() <= most),
            Wanted::AtLeast(least) => (format!("at least {least} {unit}"), self.actors >= least),
            Wanted::AtMost(most) => (format!("at most {most} {unit}"), self.actors <= most),
            Wanted::Share(least) => {
                (format!("at least {least} {unit}"), 100.0 * self.ratio() >= least)
            }
            Wanted::Shown => (String::new(), true),
        }
    }
}

/// Warms both sides up, lets them take turns, and gives the medians.
pub(crate) fn measure(bench: &'static Bench, scale: Scale) -> Vec<Measured> {
    (bench.floor)(scale.warm_up());
    (bench.actors)(scale.warm_up());
    let (mut floor, mut actors) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        floor.push((bench.floor)(scale));
        actors.push((bench.actors)(scale));
    }
    let middle = |turns: &[Vec<f64>], at: usize| median(turns.iter().map(|turn| turn[at]));
    let measured = bench.figures.iter().enumerate().map(|(at, figure)| Measured {
        figure,
        floor: middle(&floor, at),
        actors: middle(&actors, at),
    });
    measured.collect()
}
