//! Messages of every shape, written and read again.

use std::collections::BTreeMap;

use actors::{Message, Portable, prelude::*};

#[message]
struct Unit;

#[message]
struct Empty {}

#[message]
#[derive(PartialEq)]
struct Tuple(u8, String, Option<Box<Tuple>>);

/// Refers to itself, through another message.
#[message]
#[derive(PartialEq)]
enum Tree {
    Leaf,
    Branch { left: Box<Tree>, others: Vec<Forest> },
    Named(String, u8),
}

#[message]
#[derive(PartialEq)]
struct Forest {
    trees: BTreeMap<String, Tree>,
    first: Option<u8>,
}

/// With attributes of serde.
#[message]
#[derive(PartialEq)]
#[serde(rename_all = "camelCase")]
struct Tuned {
    #[serde(default)]
    long_name: u8,
    #[serde(skip)]
    skipped: u8,
    #[serde(with = "as_text")]
    text: u8,
}

mod as_text {
    use actors::__private::serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(value: &u8, serializer: S) -> Result<S::Ok, S::Error> {
        value.to_string().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
        Ok(String::deserialize(deserializer)?.parse().unwrap_or(0))
    }
}

#[message]
enum Never {}

/// Shown, though one of its fields can't be.
#[message]
struct Secret {
    password: Password,
}

#[derive(Clone, actors::__private::serde::Serialize, actors::__private::serde::Deserialize)]
#[serde(crate = "actors::__private::serde")]
struct Password(String);

#[message]
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
struct Copied(u8);

fn travels<M: Portable>(message: &M) -> M {
    let mut body = Vec::new();
    message.encode(&mut body).expect("it can be written");
    M::decode(&body).expect("it can be read")
}

fn main() {
    let leaf = Tuple(1, "one".to_owned(), None);
    let tuple = Tuple(2, "two".to_owned(), Some(Box::new(leaf)));
    assert_eq!(travels(&tuple), tuple);
    assert_eq!(tuple.duplicate(), Some(tuple));

    let trees = BTreeMap::from([("oak".to_owned(), Tree::Named("oak".to_owned(), 3))]);
    let forest = Forest { trees, first: None };
    let tree = Tree::Branch { left: Box::new(Tree::Leaf), others: vec![forest] };
    assert_eq!(travels(&tree), tree);
    assert_eq!(format!("{:?}", Tree::Leaf), "Leaf");

    let tuned = Tuned { long_name: 1, skipped: 2, text: 3 };
    assert_eq!(travels(&tuned), Tuned { long_name: 1, skipped: 0, text: 3 });

    travels(&Unit);
    travels(&Empty {});
    assert_eq!(travels(&Copied(1)), Copied(1));
    let secret = Secret { password: Password("x".to_owned()) };
    assert_eq!(format!("{secret:?}"), "Secret { password: \"…\" }");
    let _ = |never: &Never| never.duplicate();
}
