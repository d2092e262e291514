//! What comes from outside of all actors: streams and descriptors.

use std::{
    io::{Read as _, Write as _},
    os::{fd::RawFd, unix::net::UnixStream},
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    task::{Context as Task, Poll},
};

use actors::{StreamEnded, WatchMessage, prelude::*};
use futures_core::Stream;

use crate::{SOON, on_every_base};

/// Counts up to an end, and how often it was asked.
struct Numbers {
    next: u32,
    end: u32,
    asked: Arc<AtomicU32>,
}

impl Stream for Numbers {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<u32>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.next += 1;
        Poll::Ready((self.next <= self.end).then_some(self.next))
    }
}

/// Lets others have their turn, on every base.
async fn let_others() {
    let mut waited = false;
    std::future::poll_fn(|cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
}

/// Never says anything; who waits for its answer hears when it is dropped.
struct Silent {
    _reply: ReplyTo<bool>,
}

impl Stream for Silent {
    type Item = u32;

    fn poll_next(self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<u32>> {
        Poll::Pending
    }
}

/// Takes the items of streams.
struct Collector {
    witness: AnyAddress,
    items: Vec<u32>,
}

#[message]
struct Collect(u32);

#[message]
struct HowManyAsked(u32);

#[message]
struct AttachSilent;

#[message]
struct Item(u32);

#[message]
struct Collected(Vec<u32>);

#[actor]
impl Collector {
    #[init]
    fn new(witness: AnyAddress) -> Self {
        Self { witness, items: Vec::new() }
    }

    #[handler]
    fn collect(&mut self, Collect(end): Collect, ctx: &mut Context<Self>) {
        ctx.attach_stream(Numbers { next: 0, end, asked: Arc::default() }, Item);
    }

    /// Attaches a stream, and looks what was asked of it while this is busy.
    #[handler]
    async fn how_many(&mut self, HowManyAsked(end): HowManyAsked, ctx: &mut Context<Self>) -> u32 {
        let asked = Arc::new(AtomicU32::new(0));
        ctx.attach_stream(Numbers { next: 0, end, asked: asked.clone() }, Item);
        for _ in 0..100 {
            let_others().await;
        }
        asked.load(Ordering::SeqCst)
    }

    #[handler]
    fn attach(&mut self, _: AttachSilent, reply: ReplyTo<bool>, ctx: &mut Context<Self>) {
        ctx.attach_stream(Silent { _reply: reply }, Item);
    }

    #[handler]
    fn item(&mut self, Item(item): Item) {
        self.items.push(item);
    }

    #[handler]
    fn ended(&mut self, _: StreamEnded, ctx: &mut Context<Self>) {
        let items = std::mem::take(&mut self.items);
        ctx.send(&self.witness, Collected(items));
    }
}

async fn the_items_of_a_stream_come_in_their_order_and_then_its_end(system: ActorSystem) {
    let witness = system.private();
    let collector = system.create::<Collector>(witness.address()).await.expect("created");
    collector.tell(Collect(100)).await.expect("told");
    let heard = witness.listen(SOON).await.expect("the end").take::<Collected>().expect("items");
    assert_eq!(heard.0, (1..=100).collect::<Vec<_>>());
}

async fn a_stream_is_not_asked_for_more_than_its_actor_handles(system: ActorSystem) {
    let witness = system.private();
    let collector = system.create::<Collector>(witness.address()).await.expect("created");
    let asked = collector.ask(HowManyAsked(60)).timeout(SOON).await.expect("asked");
    assert!(asked <= 16, "{asked} items were asked for while none was handled");
    let heard = witness.listen(SOON).await.expect("the end").take::<Collected>().expect("items");
    assert_eq!(heard.0.len(), 60);
}

async fn a_stream_ends_with_its_actor(system: ActorSystem) {
    let witness = system.private();
    let collector = system.create::<Collector>(witness.address()).await.expect("created");
    let (attached, exit) = tokio::join!(
        collector.ask(AttachSilent).timeout(SOON),
        collector.tell(ActorExitRequest::new()),
    );
    exit.expect("told");
    assert!(matches!(attached, Err(AskError::NoReply | AskError::Ended(_))), "{attached:?}");
}

/// Reads a byte for each message that there is something to read.
struct Reader {
    reader: UnixStream,
    writer: UnixStream,
    watched: Option<RawFd>,
    read: u32,
    is_at_end: bool,
}

#[message]
struct Watch;

#[message]
struct Unwatch;

#[message]
struct Write(String);

#[message]
struct Close;

#[message]
struct HowMuch;

#[actor]
impl Reader {
    #[init]
    fn new() -> Result<Self, std::io::Error> {
        let (reader, writer) = UnixStream::pair()?;
        reader.set_nonblocking(true)?;
        Ok(Self { reader, writer, watched: None, read: 0, is_at_end: false })
    }

    #[handler]
    fn watch(&mut self, _: Watch, ctx: &mut Context<Self>) -> Result<(), String> {
        self.watched = Some(ctx.watch_fd(&self.reader).map_err(|error| error.to_string())?);
        Ok(())
    }

    #[handler]
    fn unwatch(&mut self, _: Unwatch, ctx: &mut Context<Self>) {
        if let Some(fd) = self.watched.take() {
            ctx.unwatch_fd(fd);
        }
    }

    #[handler]
    fn write(&mut self, Write(text): Write) {
        self.writer.write_all(text.as_bytes()).expect("there is room");
    }

    #[handler]
    fn close(&mut self, _: Close) {
        self.writer.shutdown(std::net::Shutdown::Both).expect("it is open");
    }

    #[handler]
    fn readable(&mut self, message: WatchMessage, ctx: &mut Context<Self>) {
        assert!(self.watched.is_none_or(|watched| watched == message.fd));
        match self.reader.read(&mut [0]) {
            Ok(0) => {
                self.is_at_end = true;
                ctx.unwatch_fd(message.fd);
            }
            Ok(_) => self.read += 1,
            Err(_) => {}
        }
    }

    #[handler]
    fn how_much(&self, _: HowMuch) -> (u32, bool) {
        (self.read, self.is_at_end)
    }
}

/// Waits until the reader is so far.
async fn so_far(reader: &Address<Reader>, expected: (u32, bool)) {
    loop {
        let read = reader.ask(HowMuch).timeout(SOON).await.expect("it answers");
        assert!(read.0 <= expected.0, "{read:?}");
        if read == expected {
            return;
        }
        tokio::task::yield_now().await;
    }
}

async fn a_descriptor_is_told_of_again_as_long_as_there_is_something_to_read(system: ActorSystem) {
    let reader = system.create::<Reader>(()).await.expect("created");
    reader.ask(Write("a".into())).timeout(SOON).await.expect("written");
    reader.ask(Watch).timeout(SOON).await.expect("watched");
    so_far(&reader, (1, false)).await;
    reader.ask(Write("bcd".into())).timeout(SOON).await.expect("written");
    so_far(&reader, (4, false)).await;
    reader.ask(Close).timeout(SOON).await.expect("closed");
    so_far(&reader, (4, true)).await;
}

async fn a_watch_can_be_taken_back_and_made_anew(system: ActorSystem) {
    let reader = system.create::<Reader>(()).await.expect("created");
    reader.ask(Watch).timeout(SOON).await.expect("watched");
    let twice = reader.ask(Watch).timeout(SOON).await.expect_err("it is watched already");
    assert!(matches!(twice, AskError::Handler(why) if why.contains("watched already")));
    reader.ask(Unwatch).timeout(SOON).await.expect("taken back");
    reader.ask(Write("a".into())).timeout(SOON).await.expect("written");
    for _ in 0..20 {
        assert_eq!(reader.ask(HowMuch).timeout(SOON).await, Ok((0, false)));
    }
    reader.ask(Watch).timeout(SOON).await.expect("watched");
    so_far(&reader, (1, false)).await;
}

on_every_base! {
    the_items_of_a_stream_come_in_their_order_and_then_its_end
    a_stream_is_not_asked_for_more_than_its_actor_handles
    a_stream_ends_with_its_actor
    a_descriptor_is_told_of_again_as_long_as_there_is_something_to_read
    a_watch_can_be_taken_back_and_made_anew
}
