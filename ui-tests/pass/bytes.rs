//! Rows of bytes may be as long as they are.

use actors::prelude::*;

#[message]
#[derive(PartialEq)]
struct Signed<const N: usize> {
    signature: [u8; 64],
    key: [u8; N],
    text: Vec<u8>,
}

#[derive(Default)]
struct Notary;

#[actor]
impl Notary {
    #[handler]
    fn sign(&mut self, signed: Signed<48>) -> Signed<48> {
        signed
    }
}

#[actors::main(flavor = "current_thread")]
async fn main() -> actors::Result {
    let system = ActorSystem::start(Base::Simple).await?;
    let notary = system.create::<Notary>(()).await?;
    let signed = Signed { signature: [7; 64], key: [8; 48], text: vec![9; 100] };
    assert_eq!(notary.ask(signed.clone()).await?, signed);

    let mut written = Vec::new();
    Message::encode(&signed, &mut written).expect("bytes can be written");
    assert!(written.len() < 300, "{} bytes", written.len());
    assert!(Signed::<48>::decode(&written).expect("they were just written") == signed);
    system.shutdown().await
}
