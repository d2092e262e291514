//! Messages that stay in their process.

use std::{
    fmt,
    sync::{Arc, Mutex, mpsc},
};

use actors::{CodecError, Message, prelude::*};

#[message(local)]
struct Work(Box<dyn FnOnce() -> u64 + Send>);

#[message(local)]
#[derive(Clone)]
struct Shared {
    total: Arc<Mutex<u64>>,
}

#[message(local)]
enum Either<T> {
    Left(T),
    Right(mpsc::Sender<u8>),
}

#[message(local)]
struct Text(&'static str);

struct Near(Shared);

#[actor(process = "creator")]
impl Near {
    #[init]
    fn new(shared: Shared) -> Result<Self, fmt::Error> {
        Ok(Self(shared))
    }

    #[handler]
    fn work(&mut self, Work(work): Work) -> u64 {
        work()
    }

    #[handler]
    fn shared(&mut self, shared: &Shared) -> Shared {
        shared.clone()
    }

    #[handler]
    async fn either(&mut self, either: Either<u8>, reply: ReplyTo<Text>) {
        match either {
            Either::Left(n) => *self.0.total.lock().unwrap() += u64::from(n),
            Either::Right(sender) => drop(sender.send(1)),
        }
        reply.send(Text("done"));
    }
}

fn main() {
    assert!(Work(Box::new(|| 1)).duplicate().is_none());
    assert!(Shared { total: Arc::default() }.duplicate().is_some());
    let refused = Text("here").encode(&mut Vec::new());
    assert!(matches!(refused, Err(CodecError::Local { .. })));
    assert!(Either::<u8>::name().ends_with("::Either<u8>"));
    let _ = [Either::Left(1_u8), Either::Right(mpsc::channel().0)];
    assert_eq!(Text("here").0, "here");
    let _ = |near: &Address<Near>| near.recipient::<Either<u8>>();
}
