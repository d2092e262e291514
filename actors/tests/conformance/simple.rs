//! What only the simple base has: orders chosen by a seed, and the row of deliveries.

use std::collections::BTreeSet;

use actors::{prelude::*, testing::for_each_seed};

use crate::processes::{play, said, this};

/// Writes down who said what.
#[derive(Default)]
struct Diary {
    pages: Vec<(String, u32)>,
}

#[message]
struct Page(String, u32);

#[message]
struct Read;

#[actor]
impl Diary {
    #[handler]
    fn page(&mut self, Page(name, number): Page) {
        self.pages.push((name, number));
    }

    #[handler]
    fn read(&self, _: Read) -> Vec<(String, u32)> {
        self.pages.clone()
    }
}

/// Fills a diary, a page for each word that it says to itself.
struct Writer {
    name: String,
    diary: Address<Diary>,
}

#[message]
struct Write(u32);

#[actor]
impl Writer {
    #[init]
    fn new(name: String, diary: Address<Diary>) -> Self {
        Self { name, diary }
    }

    #[handler]
    fn write(&mut self, Write(left): Write, ctx: &mut Context<Self>) {
        ctx.send(&self.diary, Page(self.name.clone(), left));
        if left > 0 {
            let me = ctx.address();
            ctx.send(&me, Write(left - 1));
        }
    }
}

/// Lets two write at the same time.
#[derive(Default)]
struct Editor;

#[message]
struct Edit(Vec<Address<Writer>>);

#[actor]
impl Editor {
    #[handler]
    fn edit(&mut self, Edit(writers): Edit, ctx: &mut Context<Self>) {
        for writer in writers {
            ctx.send(&writer, Write(5));
        }
    }
}

/// What two who write at the same time leave in a diary.
async fn written(system: &ActorSystem) -> Vec<(String, u32)> {
    let diary = system.create::<Diary>(()).await.expect("created");
    let mut writers = Vec::new();
    for name in ["a", "b"] {
        let writer = system.create::<Writer>((name.into(), diary.clone())).await;
        writers.push(writer.expect("created"));
    }
    let editor = system.create::<Editor>(()).await.expect("created");
    editor.tell(Edit(writers)).await.expect("told");
    system.run_until_idle();
    diary.ask(Read).await.expect("the pages")
}

async fn with_seed(seed: u64) -> (Vec<(String, u32)>, Vec<String>) {
    let system = ActorSystem::start(Base::simple().seed(seed)).await.expect("starts");
    assert_eq!((system.base(), system.seed()), (Base::Simple, Some(seed)));
    let pages = written(&system).await;
    let trace = system.trace().iter().map(ToString::to_string).collect();
    system.shutdown().await.expect("down");
    (pages, trace)
}

#[tokio::test]
async fn a_seed_gives_the_same_order_each_time() {
    for seed in 0..10 {
        let (first, second) = (with_seed(seed).await, with_seed(seed).await);
        assert_eq!(first, second);
        assert!(first.1.len() > 24, "{:?}", first.1);
    }
}

#[tokio::test]
async fn seeds_give_other_orders_and_each_keeps_what_one_sends_to_another_in_order() {
    let orders = std::sync::Mutex::new(BTreeSet::new());
    for_each_seed(0..30, |system| {
        let orders = &orders;
        async move {
            let pages = written(&system).await;
            for name in ["a", "b"] {
                let own = pages.iter().filter(|page| page.0 == name).map(|page| page.1);
                assert!(own.eq([5, 4, 3, 2, 1, 0]), "{pages:?}");
            }
            orders.lock().expect("no panic").insert(pages);
        }
    })
    .await;
    assert!(orders.lock().expect("no panic").len() > 10, "many orders");
}

#[tokio::test]
async fn without_a_seed_the_order_is_the_same_too() {
    let mut orders = BTreeSet::new();
    for _ in 0..5 {
        let system = ActorSystem::start(Base::Simple).await.expect("starts");
        orders.insert(written(&system).await);
        system.shutdown().await.expect("down");
    }
    assert_eq!(orders.len(), 1);
}

#[tokio::test]
async fn the_trace_is_the_row_of_deliveries() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let diary = system.create::<Diary>(()).await.expect("created");
    let writer = system.create::<Writer>(("a".into(), diary.clone())).await.expect("created");
    writer.tell(Write(1)).await.expect("told");
    system.run_until_idle();
    diary.ask(ActorExitRequest::new()).await.expect("it goes");
    let trace = system.trace();
    let row: Vec<_> = trace.iter().map(|one| (one.short_actor(), one.short_message())).collect();
    let expected = [
        ("Writer", "Write"),
        ("Diary", "Page"),
        ("Writer", "Write"),
        ("Diary", "Page"),
        ("Diary", "actors.ActorExitRequest"),
    ];
    assert!(row.iter().all(|delivery| expected.contains(delivery)), "{row:?}");
    let count = |wanted| row.iter().filter(|delivery| **delivery == wanted).count();
    assert_eq!((count(expected[0]), count(expected[1]), count(expected[4])), (2, 2, 1), "{row:?}");
    let page = trace.iter().find(|one| one.short_message() == "Page").expect("a page");
    assert_eq!(page.receiver, diary.any());
    assert_eq!(page.sender, Some(writer.any()));
    assert_eq!(page.at, std::time::Duration::ZERO);
    system.shutdown().await.expect("down");
}

#[tokio::test]
async fn a_seed_that_fails_is_printed() {
    let system = ActorSystem::start(Base::Simple).await.expect("starts");
    let said = said(play(&this(), &system, "fail with a seed", &[]));
    assert!(said.contains("the seed was 3: run it again with `Base::simple().seed(3)`"), "{said}");
    assert!(!said.contains("the seed was 4"), "{said}");
    system.shutdown().await.expect("down");
}
