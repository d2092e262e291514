//! What an actor does when its first messages have come, and how that may end.

use std::future::IntoFuture;

use actors::prelude::*;

use crate::{SOON, on_every_base};

/// What comes first: what `on_ready` is to do.
#[message]
#[derive(PartialEq, Eq)]
enum Plan {
    Work,
    Fail,
    Panic,
    Exit,
}

/// Whether the actor is ready, and what it heard until then.
#[message]
struct Heard;

/// Answers from elsewhere.
#[derive(Default)]
struct Helper;

#[actor]
impl Helper {
    #[handler]
    fn heard(&mut self, _: Heard) -> String {
        "the helper".to_owned()
    }
}

/// Makes an actor that waits for a [`Plan`].
macro_rules! planned {
    ($name:ident, $on_panic:literal) => {
        #[derive(Default)]
        struct $name {
            plan: Option<Plan>,
            heard: Vec<String>,
        }

        #[actor(on_panic = $on_panic)]
        #[init_messages(Plan)]
        impl $name {
            #[handler]
            fn plan(&mut self, plan: Plan) {
                self.plan = Some(plan);
            }

            #[on_ready]
            async fn begin(&mut self, ctx: &mut Context<Self>) -> actors::Result {
                let helper = ctx.spawn::<Helper>(());
                self.heard.push(helper.ask(Heard).timeout(SOON).await.expect("heard"));
                match self.plan.as_ref().expect("it has come") {
                    Plan::Work => {}
                    Plan::Fail => return Err(actors::Error::message("no disk")),
                    Plan::Panic => panic!("no nerves"),
                    Plan::Exit => ctx.exit(),
                }
                self.heard.push("ready".to_owned());
                Ok(())
            }

            #[handler]
            fn heard(&mut self, _: Heard) -> Vec<String> {
                self.heard.clone()
            }
        }
    };
}

planned!(Stops, "stop");
planned!(Resumes, "resume");
planned!(Restarts, "restart");

/// Makes children, and tells how they end.
struct Parent {
    told: AnyAddress,
}

#[message]
struct Bear;

#[actor]
impl Parent {
    #[init]
    fn new(told: AnyAddress) -> Self {
        Self { told }
    }

    #[handler]
    fn bear(&mut self, _: Bear, ctx: &mut Context<Self>) -> Address<Stops> {
        ctx.spawn::<Stops>(())
    }

    #[handler]
    fn exited(&mut self, exited: ChildActorExited, ctx: &mut Context<Self>) {
        ctx.send(&self.told, exited.reason);
    }
}

async fn on_ready_may_wait_for_others_while_nothing_else_is_handled(system: ActorSystem) {
    let actor = system.create::<Stops>(()).await.expect("created");
    actor.tell(Plan::Work).await.expect("told");
    let heard = actor.ask(Heard).timeout(SOON).await;
    assert_eq!(heard.expect("heard"), ["the helper", "ready"]);
}

/// How a child ends that is given this plan, while it holds an ask.
async fn ends(system: &ActorSystem, plan: Plan) -> ExitReason {
    let ear = system.private();
    let parent = system.create::<Parent>(ear.address()).await.expect("created");
    let child = parent.ask(Bear).timeout(SOON).await.expect("a child");
    let plan = async { child.tell(plan).await.expect("told") };
    let (held, ()) = tokio::join!(child.ask(Heard).timeout(SOON).into_future(), plan);
    let reason = ear.listen(SOON).await.expect("it ends").take::<ExitReason>();
    let reason = reason.expect("a reason");
    assert_eq!(held, Err(AskError::Ended(reason.clone())));
    reason
}

async fn an_error_of_on_ready_ends_the_actor_as_one_that_could_not_start(system: ActorSystem) {
    assert_eq!(ends(&system, Plan::Fail).await, ExitReason::NotStarted("no disk".to_owned()));
}

async fn an_actor_may_end_itself_when_it_is_ready(system: ActorSystem) {
    assert_eq!(ends(&system, Plan::Exit).await, ExitReason::Requested);
}

async fn a_panic_in_on_ready_is_followed_by_what_on_panic_says(system: ActorSystem) {
    let stopped = ends(&system, Plan::Panic).await;
    assert!(matches!(&stopped, ExitReason::Failed(why) if why.contains("no nerves")), "{stopped}");

    let resumed = system.create::<Resumes>(()).await.expect("created");
    resumed.tell(Plan::Panic).await.expect("told");
    let heard = resumed.ask(Heard).timeout(SOON).await;
    assert_eq!(heard.expect("heard"), ["the helper"], "it goes on with what it has");

    // One that is built again waits again, and holds what it held.
    let restarted = system.create::<Restarts>(()).await.expect("created");
    restarted.tell(Plan::Panic).await.expect("told");
    let work = async { restarted.tell(Plan::Work).await.expect("told") };
    let (heard, ()) = tokio::join!(restarted.ask(Heard).timeout(SOON).into_future(), work);
    assert_eq!(heard.expect("heard"), ["the helper", "ready"]);
    let status = restarted.any().status().await.expect("a status");
    assert_eq!((status.panics, status.restarts, status.waits_for), (1, 1, None));
}

on_every_base! {
    on_ready_may_wait_for_others_while_nothing_else_is_handled
    an_error_of_on_ready_ends_the_actor_as_one_that_could_not_start
    an_actor_may_end_itself_when_it_is_ready
    a_panic_in_on_ready_is_followed_by_what_on_panic_says
}
