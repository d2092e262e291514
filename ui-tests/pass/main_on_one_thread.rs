//! `main` on the thread that is there: what it awaits need not be `Send`.

use std::rc::Rc;

#[actors::main(flavor = "current_thread")]
async fn main() {
    let shared = Rc::new(1);
    std::future::ready(()).await;
    assert_eq!(*shared, 1);
}

#[actors::test]
async fn is_a_test() {}

#[actors::test(flavor = "current_thread")]
async fn is_one_too() -> actors::Result {
    Ok(())
}
