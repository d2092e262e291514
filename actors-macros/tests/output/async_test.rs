#[::core::prelude::v1::test]
fn it_runs() {
    async fn it_runs() {
        run().await;
    }
    ::actors::__private::block_on(::actors::__private::Threads::Workers(2), it_runs())
}
