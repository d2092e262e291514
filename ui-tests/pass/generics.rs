//! Generic messages and actors, with bounds and where clauses.

use std::{collections::HashMap, hash::Hash, marker::PhantomData};

use actors::{Handles, Message, Portable, Reply, prelude::*};

#[message]
struct Put<K, V> {
    key: K,
    value: V,
}

#[message(name = "cache.Get")]
struct Get<K>(K)
where
    K: Eq;

#[message]
struct Bounded<T: Portable>(T);

#[message]
struct Defaulted<T = u8>(Option<T>);

#[message]
struct Marked<T> {
    #[serde(skip)]
    marker: PhantomData<T>,
}

#[message]
struct Sized16<const N: u16> {
    all: Vec<u8>,
}

#[message]
enum Either<L, R> {
    Left(L),
    Right { right: R },
}

struct Cache<K, V> {
    values: HashMap<K, V>,
}

impl<K, V> Default for Cache<K, V> {
    fn default() -> Self {
        Self { values: HashMap::new() }
    }
}

#[actor]
impl<K: Portable + Eq + Hash, V> Cache<K, V>
where
    V: Portable + Reply,
{
    #[handler]
    fn put(&mut self, Put { key, value }: Put<K, V>) {
        self.values.insert(key, value);
    }

    #[handler]
    fn get(&mut self, Get(key): &Get<K>) -> Option<V> {
        self.values.get(key).cloned()
    }

    #[handler]
    async fn later(&mut self, _: Bounded<u8>, reply: ReplyTo<V>) {
        drop(reply);
    }
}

/// A handler for a bare type parameter.
struct Echo<M>(PhantomData<fn() -> M>);

#[actor(process = "creator")]
impl<M: Message + Clone + Reply> Echo<M> {
    #[init]
    fn new() -> Self {
        Self(PhantomData)
    }

    #[handler]
    fn echo(&mut self, message: &M) -> M {
        message.clone()
    }
}

struct Sized8<const N: usize>([u8; N]);

#[actor]
impl<const N: usize> Sized8<N> {
    #[init]
    fn new(first: u8) -> Self {
        Self([first; N])
    }

    #[handler]
    fn sum(&mut self, _: ()) -> u64 {
        self.0.iter().map(|byte| u64::from(*byte)).sum()
    }
}

fn handles<A: Handles<M>, M: Message>() {}

fn main() {
    handles::<Cache<String, u32>, Put<String, u32>>();
    handles::<Echo<u8>, u8>();
    handles::<Sized8<4>, ()>();
    assert_eq!(Get::<u8>::name(), "cache.Get<u8>");
    assert!(Put::<u8, String>::name().ends_with("::Put<u8, String>"));
    assert_eq!(Sized16::<7>::name(), format!("{}<7>", Sized16::<7>::NAME));
    assert_ne!(Sized16::<7>::WIRE, Sized16::<8>::WIRE);
    assert_ne!(Get::<u8>::WIRE, Get::<u16>::WIRE);
    let mut body = Vec::new();
    Either::<u8, Bounded<u8>>::Right { right: Bounded(3) }.encode(&mut body).unwrap();
    assert!(matches!(
        Either::<u8, Bounded<u8>>::decode(&body),
        Ok(Either::Right { right: Bounded(3) })
    ));
    let _: (Defaulted, Marked<u8>) = (Defaulted(Some(1)), Marked { marker: PhantomData });
    let _ = Either::<u8, u8>::Left(1);
    let _ = Sized16::<2> { all: vec![] };
}
