//! Bounds of an actor's parameters, before and after.

use std::{collections::BTreeMap, fmt::Display};

use actors::prelude::*;

#[message]
struct Put<K, V> {
    key: K,
    value: V,
}

trait Key: Ord {
    fn is_valid(&self) -> bool;
}

impl Key for String {
    fn is_valid(&self) -> bool {
        !self.is_empty()
    }
}

struct Store<K: Key, V>
where
    V: Display,
{
    values: BTreeMap<K, V>,
}

#[actor]
impl<K: Key + Portable, V> Store<K, V>
where
    V: Display + Portable,
    Vec<V>: Clone,
{
    #[init]
    fn new() -> Self {
        Self { values: BTreeMap::new() }
    }

    #[handler]
    fn put(&mut self, Put { key, value }: Put<K, V>) -> Result<(), String> {
        if !key.is_valid() {
            return Err(format!("no key for {value}"));
        }
        self.values.insert(key, value);
        Ok(())
    }

    #[handler]
    async fn get(&mut self, key: K) -> Option<V> {
        self.values.get(&key).cloned()
    }
}

#[actors::main]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let store = system.create::<Store<String, u64>>(()).await?;
    store.ask(Put { key: "one".to_owned(), value: 1 }).await?;
    assert_eq!(store.ask("one".to_owned()).await?, Some(1));
    let refused = store.ask(Put { key: String::new(), value: 2 }).await;
    assert!(matches!(refused, Err(AskError::Handler(why)) if why == "no key for 2"));
    system.shutdown().await
}
