//! Enums with parameters as messages, and as answers.

use actors::prelude::*;

#[message]
enum Change<K, V = u64> {
    Put { key: K, value: V },
    Remove(K),
    Clear,
}

#[message]
#[derive(PartialEq)]
enum Outcome<T> {
    Was(T),
    WasNot,
}

#[derive(Default)]
struct Store {
    last: Option<(String, u64)>,
}

#[actor]
impl Store {
    #[handler]
    fn change(&mut self, change: Change<String>) -> Outcome<u64> {
        let before = self.last.take().map_or(Outcome::WasNot, |(_, value)| Outcome::Was(value));
        if let Change::Put { key, value } = change {
            self.last = Some((key, value));
        }
        before
    }

    #[handler]
    fn other(&mut self, change: &Change<u8, Vec<String>>) -> Outcome<Vec<String>> {
        match change {
            Change::Put { value, .. } => Outcome::Was(value.clone()),
            Change::Remove(_) | Change::Clear => Outcome::WasNot,
        }
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let store = system.create::<Store>(()).await?;
    let put = Change::Put { key: "a".to_owned(), value: 1 };
    assert_eq!(store.ask(put).await?, Outcome::WasNot);
    assert_eq!(store.ask(Change::<String>::Remove("a".to_owned())).await?, Outcome::Was(1));
    let put = Change::Put { key: 1_u8, value: vec!["b".to_owned()] };
    assert_eq!(store.ask(put).await?, Outcome::Was(vec!["b".to_owned()]));
    assert_eq!(store.ask(Change::<u8, Vec<String>>::Clear).await?, Outcome::WasNot);
    system.shutdown().await
}
