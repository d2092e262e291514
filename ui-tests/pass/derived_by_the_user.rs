//! What a user derives below `#[message]` it does not add; above it stands what it does not.

use std::collections::{BTreeMap, HashMap};

use actors::prelude::*;

#[message]
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct Name(String);

#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
#[message]
#[derive(Copy)]
struct Number(u64);

#[message]
#[derive(PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Players {
    of: Vec<(Name, Number)>,
    counter: Address<Counter>,
    anybody: Recipient<Number>,
    any: AnyAddress,
}

#[message]
#[derive(PartialEq, Default)]
struct Points {
    of: HashMap<Name, Number>,
    best: BTreeMap<Number, Name>,
}

#[message]
#[derive(Default)]
enum Change<T> {
    #[default]
    Nothing,
    By(T),
}

#[derive(Default)]
struct Counter(u64);

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Number(n): Number) -> u64 {
        self.0 += n;
        self.0
    }

    #[handler]
    fn change(&mut self, change: &Change<u64>) -> Number {
        if let Change::By(n) = change {
            self.0 += n;
        }
        Number(self.0)
    }

    #[handler]
    fn points(&mut self, points: Points) -> Points {
        points
    }
}

#[actors::main(flavor = "current_thread")]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let counter = system.create::<Counter>(()).await?;
    let two = Number(2);
    assert_eq!(counter.ask(two).await?, 2);
    assert!(counter.ask(Change::By(1)).await? > two);
    assert_eq!(counter.ask(Change::default()).await?, Number(3));

    let mut points = Points::default();
    points.of.insert(Name("Ying".into()), two);
    points.best.insert(two, Name("Ying".into()));
    assert!(counter.ask(points.clone()).await? == points);

    let players = Players {
        of: vec![(Name::default(), two)],
        anybody: counter.recipient(),
        any: counter.any(),
        counter,
    };
    assert!(players == players.clone() && format!("{players:?}").starts_with("Players"));
    system.shutdown().await
}
