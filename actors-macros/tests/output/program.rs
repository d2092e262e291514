fn main() -> actors::Result {
    async fn main() -> actors::Result {
        run().await
    }
    ::actors::__private::enter();
    ::actors::__private::block_on(::actors::__private::Threads::EachCore, main())
}
