//! smoke
use actors::prelude::*;
use std::time::Duration;

#[message]
struct Add(u64);
#[message]
struct Pid;
#[message]
struct Boom;

#[derive(Default)]
struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }
    #[handler]
    fn pid(&mut self, _: Pid) -> u32 {
        std::process::id()
    }
    #[handler]
    fn boom(&mut self, _: Boom) -> u32 {
        panic!("boom")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tcp() {
    let t = std::time::Instant::now();
    let system =
        ActorSystem::builder(Base::Tcp).admin("127.0.0.1:0").start().await.expect("starts");
    eprintln!("started {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let counter = system.create::<Counter>(()).await.expect("created");
    eprintln!("created {:?} {counter}", t.elapsed());
    counter.tell(Add(1)).await.expect("told");
    assert_eq!(counter.ask(Add(2)).await.expect("answer"), 3);
    let t = std::time::Instant::now();
    for _ in 0..1000 {
        counter.ask(Add(2)).await.expect("answer");
    }
    eprintln!("1000 asks {:?}", t.elapsed());
    let pid = counter.ask(Pid).timeout(Duration::from_secs(1)).await.expect("answer");
    assert_ne!(pid, std::process::id());
    eprintln!("{:?}", counter.ask(Boom).await);
    eprintln!("{:#?}", system.processes().await);
    std::process::Command::new("ps").args(["-ef"]).status().unwrap();
    let t = std::time::Instant::now();
    system.shutdown().await.expect("down");
    eprintln!("down {:?}", t.elapsed());
}
