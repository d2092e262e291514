//! Every combination of a handler.

use actors::prelude::*;

#[message]
struct Add(u64);

#[message]
#[derive(PartialEq)]
struct Point {
    x: u64,
    y: u64,
}

#[message]
enum Shape {
    Dot,
    Line(u64),
    Rectangle { width: u64, height: u64 },
}

#[message]
struct Query(String);

#[message]
struct Get;

#[message]
struct Later;

#[message]
struct Both;

#[message]
struct Rejected;

#[derive(Default)]
struct Everything {
    total: u64,
}

#[actor(on_panic = "resume", process = "group:all", mailbox = 16, name = "test.Everything")]
#[require_capability("disk")]
#[require_capability("zone", "eu")]
#[require_capability("cores", 4)]
#[require_capability("offset", -1)]
#[require_capability("load", 0.5)]
#[require_capability("gpu", true)]
#[troupe(max = 10, idle = 2)]
impl Everything {
    #[init]
    async fn new(
        total: u64,
        name: String,
        ctx: &mut Context<Self>,
    ) -> Result<Self, std::fmt::Error> {
        let _ = (name, ctx.sender());
        Ok(Self { total })
    }

    #[handler]
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }

    #[handler]
    fn point(&mut self, Point { x, y }: &Point) -> u64 {
        x + y
    }

    #[handler(retry = false)]
    async fn shape(&self, shape: Shape) -> String {
        match shape {
            Shape::Dot => "dot".to_owned(),
            Shape::Line(n) => n.to_string(),
            Shape::Rectangle { width, height } => (width * height).to_string(),
        }
    }

    #[handler]
    async fn query(
        &mut self,
        Query(query): Query,
        ctx: &mut Context<Self>,
    ) -> Result<usize, Rejected> {
        ctx.send(&ctx.address(), Add(1));
        if query.is_empty() { Err(Rejected) } else { Ok(query.len()) }
    }

    #[handler]
    fn get(&self, _: Get, ctx: &Context<Self>) -> bool {
        ctx.parent().is_some()
    }

    #[handler]
    fn later(&mut self, _later: Later, reply: ReplyTo<u64>) {
        reply.send(self.total);
    }

    #[handler]
    async fn both(&mut self, _: &Both, ctx: &mut Context<Self>, reply: ReplyTo<Vec<Point>>) {
        ctx.exit();
        reply.send(vec![Point { x: 1, y: 2 }]);
    }

    #[handler]
    fn text(&mut self, text: String) -> Option<u8> {
        text.bytes().next()
    }

    #[handler]
    fn numbers(&mut self, numbers: &Vec<(u8, f64)>) -> usize {
        numbers.len()
    }

    #[handler]
    fn child_exited(&mut self, _: ChildActorExited) {}

    #[handler]
    fn woken(&mut self, _: WakeupMessage<u32>, _: &mut Context<Self>) {}

    #[handler]
    fn exiting(&mut self, request: ActorExitRequest, ctx: &mut Context<Self>) -> bool {
        let _ = ctx.address();
        request.is_recursive()
    }

    #[handler(fallback)]
    fn unknown(&mut self, message: AnyMessage, ctx: &mut Context<Self>) -> String {
        let _ = ctx.sender();
        message.name().into_owned()
    }

    #[capability_check]
    fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        capabilities.has("disk") && requirements.has("zone")
    }

    /// No handler.
    fn helper(&self) -> u64 {
        self.total
    }
}

async fn talk(address: &Address<Everything>) -> u64 {
    let _: Result<usize, _> = address.ask(Query("q".to_owned())).await;
    let _: Result<Vec<Point>, _> = address.ask(Both).await;
    let _ = address.ask(5_u8.to_string()).await;
    address.ask(Add(1)).await.unwrap_or_default()
}

fn main() {
    let _ = talk;
    assert_eq!(Everything { total: 1 }.helper(), 1);
}
