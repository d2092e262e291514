//! `main` with a result, its attributes and its runtime.

/// The program.
#[actors::main(worker_threads = 2)]
#[allow(clippy::unused_async)]
async fn main() -> actors::Result {
    let text = tokio_free().await?;
    assert_eq!(text, "3");
    Ok(())
}

async fn tokio_free() -> Result<String, std::fmt::Error> {
    Ok(3.to_string())
}
