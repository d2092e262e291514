//! What the attributes write, written by hand.
use actors::{Context, ReplyTo};

#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Add(u64);

const _: () = {
    impl ::actors::__private::Message for Add {
        const NAME: &'static str = concat!(module_path!(), "::Add");
        const WIRE: ::actors::__private::WireId = ::actors::__private::WireId::of(Self::NAME);
        fn encode(&self, out: &mut Vec<u8>) -> Result<(), ::actors::__private::CodecError> {
            ::actors::__private::encode(self, out)
        }
        fn decode(body: &[u8]) -> Result<Self, ::actors::__private::CodecError> {
            ::actors::__private::decode(body)
        }
        fn duplicate(&self) -> Option<Self> {
            Some(Clone::clone(self))
        }
    }
    impl ::actors::__private::Portable for Add {}
    impl ::actors::__private::Reply for Add {
        type Ok = Self;
        type Err = core::convert::Infallible;
        fn into_result(self) -> Result<Self, core::convert::Infallible> {
            Ok(self)
        }
    }
};

#[derive(Default)]
struct Counter {
    total: u64,
}

impl Counter {
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }
    async fn later(&mut self, _text: &String, reply: ReplyTo<u64>, _ctx: &mut Context<Self>) {
        reply.send(self.total);
    }
}

const _: () = {
    use ::actors::__private as __p;

    pub enum Envelope {
        Add(__p::Kept<Add>, __p::ReplyPort<<Counter as __p::Handles<Add>>::Reply>),
        Later(__p::Kept<String>, __p::ReplyPort<<Counter as __p::Handles<String>>::Reply>),
        // Always: with the user's handler, or one that does nothing.
        Exit(__p::Kept<__p::ActorExitRequest>, __p::ReplyPort<()>),
        // With a fallback handler there is also: Fallback(__p::Kept<__p::AnyMessage>, __p::AnyReply)
    }

    impl __p::Envelope for Envelope {
        fn open(
            message: __p::AnyMessage,
            reply: __p::AnyReply,
        ) -> Result<Self, (__p::AnyMessage, __p::AnyReply)> {
            let message = match message.take::<Add>() {
                Ok(message) => {
                    let reply = __p::ReplyPort::from_any(reply);
                    return Ok(Self::Add(__p::Kept::new(message), reply));
                }
                Err(message) => message,
            };
            let message = match message.take::<String>() {
                Ok(message) => {
                    let reply = __p::ReplyPort::from_any(reply);
                    return Ok(Self::Later(__p::Kept::new(message), reply));
                }
                Err(message) => message,
            };
            let message = match message.take::<__p::ActorExitRequest>() {
                Ok(message) => {
                    let reply = __p::ReplyPort::from_any(reply);
                    return Ok(Self::Exit(__p::Kept::new(message), reply));
                }
                Err(message) => message,
            };
            Err((message, reply))
        }

        fn decode(
            wire: __p::WireId,
            body: &[u8],
            reply: __p::AnyReply,
        ) -> Result<Self, __p::Undecoded> {
            if wire == <Add as __p::Message>::WIRE {
                return match <Add as __p::Message>::decode(body) {
                    Ok(message) => {
                        Ok(Self::Add(__p::Kept::new(message), __p::ReplyPort::from_any(reply)))
                    }
                    Err(error) => Err(__p::Undecoded::Codec(reply, error)),
                };
            }
            if wire == <String as __p::Message>::WIRE {
                return match <String as __p::Message>::decode(body) {
                    Ok(message) => {
                        Ok(Self::Later(__p::Kept::new(message), __p::ReplyPort::from_any(reply)))
                    }
                    Err(error) => Err(__p::Undecoded::Codec(reply, error)),
                };
            }
            if wire == <__p::ActorExitRequest as __p::Message>::WIRE {
                return match <__p::ActorExitRequest as __p::Message>::decode(body) {
                    Ok(message) => {
                        Ok(Self::Exit(__p::Kept::new(message), __p::ReplyPort::from_any(reply)))
                    }
                    Err(error) => Err(__p::Undecoded::Codec(reply, error)),
                };
            }
            // With a fallback: Ok(Self::Fallback(Kept::new(AnyMessage::unknown(wire, body)), reply))
            Err(__p::Undecoded::Unhandled(reply))
        }

        fn unseal(self) -> (Option<__p::AnyMessage>, __p::AnyReply) {
            match self {
                Self::Add(message, reply) => (message.into_any(), reply.into_any()),
                Self::Later(message, reply) => (message.into_any(), reply.into_any()),
                Self::Exit(message, reply) => (message.into_any(), reply.into_any()),
            }
        }

        fn can_retry(&self) -> bool {
            match self {
                Self::Add(message, _) => message.is_there(),
                Self::Later(message, _) => message.is_there(),
                Self::Exit(message, _) => message.is_there(),
            }
        }

        fn exit_request(&self) -> Option<__p::ActorExitRequest> {
            match self {
                Self::Exit(message, _) => message.is_there().then(|| *message.get()),
                _ => None,
            }
        }

        fn name(&self) -> std::borrow::Cow<'static, str> {
            match self {
                Self::Add(..) => <Add as __p::Message>::name(),
                Self::Later(..) => <String as __p::Message>::name(),
                Self::Exit(..) => <__p::ActorExitRequest as __p::Message>::name(),
            }
        }
    }

    impl __p::Actor for Counter {
        type Args = ();
        type Envelope = Envelope;
        const NAME: &'static str = concat!(module_path!(), "::Counter");
        const OPTIONS: __p::Options =
            __p::Options { on_panic: __p::OnPanic::Restart, ..__p::Options::DEFAULT };

        async fn init(
            _args: Self::Args,
            _ctx: &mut __p::Context<Self>,
        ) -> Result<Self, __p::InitError> {
            Ok(<Self as Default>::default())
        }

        async fn dispatch(
            &mut self,
            envelope: &mut Self::Envelope,
            ctx: &mut __p::Context<Self>,
        ) -> __p::Flow {
            match envelope {
                Envelope::Add(message, reply) => {
                    let answer = self.add(message.lend());
                    ctx.answer(reply, answer);
                    __p::Flow::Continue
                }
                Envelope::Later(message, reply) => {
                    let reply = ctx.reply_to(reply);
                    self.later(message.get(), reply, ctx).await;
                    __p::Flow::Continue
                }
                Envelope::Exit(message, reply) => {
                    let recursive = message.get().is_recursive();
                    ctx.answer(reply, ());
                    __p::Flow::Exit { recursive }
                }
            }
        }

        fn encode_args(args: &Self::Args, out: &mut Vec<u8>) -> Result<(), __p::CodecError> {
            __p::encode(args, out)
        }

        fn decode_args(body: &[u8]) -> Result<Self::Args, __p::CodecError> {
            __p::decode(body)
        }
    }

    impl __p::Handles<Add> for Counter {
        type Reply = u64;
        fn seal(message: Add, reply: __p::ReplyPort<Self::Reply>) -> Envelope {
            Envelope::Add(__p::Kept::new(message), reply)
        }
    }

    impl __p::Handles<String> for Counter {
        // The answer that the `ReplyTo` parameter promises.
        type Reply = <ReplyTo<u64> as __p::Promises>::Reply;
        fn seal(message: String, reply: __p::ReplyPort<Self::Reply>) -> Envelope {
            Envelope::Later(__p::Kept::new(message), reply)
        }
    }

    impl __p::Handles<__p::ActorExitRequest> for Counter {
        type Reply = ();
        fn seal(message: __p::ActorExitRequest, reply: __p::ReplyPort<()>) -> Envelope {
            Envelope::Exit(__p::Kept::new(message), reply)
        }
    }

    // No two messages of an actor may have one wire name.
    const _: () = assert!(
        __p::WireId::all_differ(&[<Add as __p::Message>::WIRE, <String as __p::Message>::WIRE]),
        "two messages of `Counter` have the same wire name"
    );

    // Actors that can have a process of their own, without type parameters.
    #[__p::linkme::distributed_slice(__p::ACTORS)]
    #[linkme(crate = ::actors::__private::linkme)]
    static ACTOR: __p::Registered = __p::Registered::new::<Counter>();
};

#[test]
fn hand_written_actors_compile() {}

#[tokio::test]
async fn simple_and_threads() {
    for base in [actors::Base::Simple, actors::Base::Threads] {
        let system = actors::ActorSystem::start(base).await.expect("starts");
        let counter = system.create::<Counter>(()).await.expect("created");
        counter.tell(Add(1)).await.expect("told");
        assert_eq!(counter.ask(Add(2)).await.expect("answer"), 3);
        assert_eq!(
            counter.ask(String::new()).timeout(std::time::Duration::from_secs(1)).await,
            Ok(3)
        );
        assert!(counter.any().tell(7u8).is_ok());
        assert_eq!(counter.ask(Add(2)).await.expect("answer"), 5);
        assert_eq!(system.dead_letters(), 1);
        system.shutdown().await.expect("down");
    }
}
