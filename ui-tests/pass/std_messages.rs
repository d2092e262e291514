//! The usual types are messages as they are.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    time::Duration,
};

use actors::prelude::*;

#[derive(Default)]
struct Everything;

#[actor]
impl Everything {
    #[handler]
    fn unit(&mut self, (): ()) {}

    #[handler]
    fn text(&mut self, text: String) -> String {
        text
    }

    #[handler]
    fn number(&mut self, n: u64) -> f64 {
        n as f64
    }

    #[handler]
    fn pair(&mut self, (left, right): (u8, bool)) -> Result<u8, String> {
        if right { Ok(left) } else { Err("no".to_owned()) }
    }

    #[handler]
    fn bytes(&mut self, bytes: &Vec<u8>) -> Option<u8> {
        bytes.first().copied()
    }

    #[handler]
    fn map(&mut self, map: HashMap<String, Vec<(u8, Option<Duration>)>>) -> BTreeMap<u8, char> {
        map.keys().filter_map(|key| Some((0, key.chars().next()?))).collect()
    }

    #[handler]
    async fn set(&mut self, set: HashSet<u16>, _: &mut Context<Self>) -> Box<u8>
    where
        Self: Sized,
    {
        drop(set);
        Box::new(1)
    }

    #[handler]
    fn child(&mut self, _: ChildActorExited) {}

    #[handler]
    fn watched(&mut self, _: actors::ActorExited) {}

    #[handler]
    fn poison(&mut self, _: PoisonMessage) {}

    #[handler]
    fn dead(&mut self, _: &DeadEnvelope) {}

    #[handler]
    fn woken(&mut self, _: WakeupMessage) {}

    #[handler]
    fn woken_with(&mut self, _: WakeupMessage<String>) {}

    #[handler]
    fn address(&mut self, _: Address<Self>) -> AnyAddress {
        unreachable!()
    }
}

fn main() {}
