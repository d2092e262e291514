//! The error kernel: what may fail is left to a child, which is made anew when it has.

use actors::prelude::*;

use crate::{SOON, on_every_base};

/// Lets its child do what may fail, and makes it anew when it has.
struct Kernel {
    worker: Address<Worker>,
    made: u32,
}

#[message]
struct Divide(i64, i64);

#[message]
struct Made;

#[actor]
impl Kernel {
    #[init]
    fn new(ctx: &mut Context<Self>) -> Self {
        Self { worker: ctx.spawn::<Worker>(()), made: 1 }
    }

    #[handler]
    fn divide(&mut self, _: &Divide, ctx: &mut Context<Self>) -> i64 {
        ctx.forward(&self.worker);
        0
    }

    #[handler]
    fn child_exited(&mut self, _: ChildActorExited, ctx: &mut Context<Self>) {
        self.worker = ctx.spawn::<Worker>(());
        self.made += 1;
    }

    #[handler]
    fn made(&self, _: Made) -> u32 {
        self.made
    }
}

/// Lets it crash.
#[derive(Default)]
struct Worker;

#[actor(on_panic = "stop")]
impl Worker {
    #[handler]
    fn divide(&mut self, Divide(by, what): Divide) -> i64 {
        by / what
    }
}

async fn an_error_kernel_makes_a_child_that_crashed_anew(system: ActorSystem) {
    let kernel = system.create::<Kernel>(()).await.expect("created");
    assert_eq!(kernel.ask(Divide(6, 3)).timeout(SOON).await, Ok(2));
    let crashed = kernel.ask(Divide(1, 0)).timeout(SOON).await;
    assert!(matches!(crashed, Err(AskError::Poisoned(_) | AskError::Ended(_))), "{crashed:?}");
    while kernel.ask(Made).timeout(SOON).await != Ok(2) {}
    assert_eq!(kernel.ask(Divide(8, 2)).timeout(SOON).await, Ok(4));
}

on_every_base! {
    an_error_kernel_makes_a_child_that_crashed_anew
}
