impl Counter {
    /// Adds.
    fn add(&mut self, Add(n): Add) -> u64 {
        self.total += n;
        self.total
    }
    async fn later(&mut self, _: &String, reply: ReplyTo<u64>, _: &mut Context<Self>) {
        reply.send(self.total);
    }
}
#[allow(
    clippy::all,
    clippy::nursery,
    clippy::pedantic,
    clippy::restriction,
    dead_code,
    deprecated,
    elided_lifetimes_in_paths,
    missing_debug_implementations,
    missing_docs,
    non_camel_case_types,
    non_local_definitions,
    non_snake_case,
    private_bounds,
    private_interfaces,
    single_use_lifetimes,
    trivial_casts,
    unreachable_code,
    unreachable_patterns,
    unreachable_pub,
    unused_imports,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    unused_variables,
    variant_size_differences
)]
const _: () = {
    use ::actors::__private as __p;
    use __p::{
        Unable as _, UnableCase as _, UnableRunning as _, UnableStartup as _,
        UnableTurned as _,
    };
    pub enum __Messages {
        Add(__p::Sealed<Add, u64>),
        Later(__p::Sealed<String, <ReplyTo<u64> as __p::Promises>::Reply>),
        Exit(__p::Sealed<__p::ActorExitRequest, ()>),
    }
    impl __p::Envelope for __Messages {
        const MESSAGES: &'static [__p::Handled] = &[
            __p::Handled::new(
                __p::Case::<Add, u64>::WIRE,
                __p::Case::<Add, u64>::name,
                "add",
            ),
            __p::Handled::new(
                __p::Case::<String, <ReplyTo<u64> as __p::Promises>::Reply>::WIRE,
                __p::Case::<String, <ReplyTo<u64> as __p::Promises>::Reply>::name,
                "later",
            ),
            __p::Handled::new(
                <__p::ActorExitRequest as __p::Message>::WIRE,
                <__p::ActorExitRequest as __p::Message>::name,
                "",
            ),
        ];
        fn open(
            message: __p::AnyMessage,
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, (__p::AnyMessage, __p::AnyReply)> {
            let wire = message.wire();
            if wire == __p::Case::<Add, u64>::WIRE {
                return match __p::Case::<Add, u64>::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Add(sealed))
                    }
                    ::core::result::Result::Err(back) => {
                        ::core::result::Result::Err(back)
                    }
                };
            }
            if wire == __p::Case::<String, <ReplyTo<u64> as __p::Promises>::Reply>::WIRE
            {
                return match __p::Case::<
                    String,
                    <ReplyTo<u64> as __p::Promises>::Reply,
                >::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Later(sealed))
                    }
                    ::core::result::Result::Err(back) => {
                        ::core::result::Result::Err(back)
                    }
                };
            }
            if wire == __p::Case::<__p::ActorExitRequest, ()>::WIRE {
                return match __p::Case::<
                    __p::ActorExitRequest,
                    (),
                >::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Exit(sealed))
                    }
                    ::core::result::Result::Err(back) => {
                        ::core::result::Result::Err(back)
                    }
                };
            }
            ::core::result::Result::Err((message, reply))
        }
        fn decode(
            wire: __p::WireId,
            body: &[u8],
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, __p::Undecoded> {
            if wire == __p::Case::<Add, u64>::WIRE {
                return match __p::Case::<Add, u64>::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Add(sealed))
                    }
                    ::core::result::Result::Err(error) => {
                        ::core::result::Result::Err(error)
                    }
                };
            }
            if wire == __p::Case::<String, <ReplyTo<u64> as __p::Promises>::Reply>::WIRE
            {
                return match __p::Case::<
                    String,
                    <ReplyTo<u64> as __p::Promises>::Reply,
                >::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Later(sealed))
                    }
                    ::core::result::Result::Err(error) => {
                        ::core::result::Result::Err(error)
                    }
                };
            }
            if wire == __p::Case::<__p::ActorExitRequest, ()>::WIRE {
                return match __p::Case::<
                    __p::ActorExitRequest,
                    (),
                >::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Exit(sealed))
                    }
                    ::core::result::Result::Err(error) => {
                        ::core::result::Result::Err(error)
                    }
                };
            }
            ::core::result::Result::Err(__p::Undecoded::Unhandled(reply))
        }
        fn slot(&self) -> &dyn __p::Slot {
            match self {
                Self::Add(sealed) => __p::Case::<Add, u64>::slot(sealed),
                Self::Later(sealed) => {
                    __p::Case::<
                        String,
                        <ReplyTo<u64> as __p::Promises>::Reply,
                    >::slot(sealed)
                }
                Self::Exit(sealed) => {
                    __p::Case::<__p::ActorExitRequest, ()>::slot(sealed)
                }
            }
        }
        fn slot_mut(&mut self) -> &mut dyn __p::Slot {
            match self {
                Self::Add(sealed) => __p::Case::<Add, u64>::slot_mut(sealed),
                Self::Later(sealed) => {
                    __p::Case::<
                        String,
                        <ReplyTo<u64> as __p::Promises>::Reply,
                    >::slot_mut(sealed)
                }
                Self::Exit(sealed) => {
                    __p::Case::<__p::ActorExitRequest, ()>::slot_mut(sealed)
                }
            }
        }
        const KINDS: u32 = 4u32;
        fn kind(&self) -> u32 {
            match self {
                Self::Add(..) => 0u32,
                Self::Later(..) => 1u32,
                Self::Exit(..) => 2u32,
            }
        }
        fn kind_name(kind: u32) -> ::core::option::Option<__p::Cow<'static, str>> {
            match kind {
                0u32 => ::core::option::Option::Some(__p::Case::<Add, u64>::name()),
                1u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<
                            String,
                            <ReplyTo<u64> as __p::Promises>::Reply,
                        >::name(),
                    )
                }
                2u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<__p::ActorExitRequest, ()>::name(),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
    }
    impl __p::Itself for Counter {
        type It = Self;
    }
    impl __p::Actor for Counter {
        type Args = ();
        type Envelope = __Messages;
        const NAME: &'static str = ::core::concat!(::core::module_path!(), "::Counter");
        const OPTIONS: __p::Options = __p::Options::DEFAULT;
        fn run<__W: __p::With<Self>>(with: __W) -> __W::Output {
            __p::Running::<Self>::run(with)
        }
        fn encode_args(
            args: &Self::Args,
            out: &mut __p::Vec<u8>,
        ) -> ::core::result::Result<(), __p::CodecError> {
            __p::Value::<Self::Args>::encode(args, out)
        }
        fn decode_args(
            body: &[u8],
        ) -> ::core::result::Result<Self::Args, __p::CodecError> {
            __p::Value::<Self::Args>::decode(body)
        }
    }
    impl __p::Runs for Counter
    where
        for<'any> Counter: ::core::marker::Send,
    {
        async fn init(
            args: Self::Args,
            ctx: &mut __p::Context<Self>,
        ) -> ::core::result::Result<Self, __p::InitError> {
            ::core::result::Result::Ok(<Counter as __p::Startable>::by_default())
        }
        async fn dispatch(
            &mut self,
            envelope: &mut __Messages,
            ctx: &mut __p::Context<Self>,
        ) -> __p::Flow {
            match envelope {
                __Messages::Add(__p::Sealed(message, reply)) => {
                    let answer = Self::add(self, __p::Case::<Add, u64>::lend(message));
                    __p::Case::<Add, u64>::answer(ctx, reply, answer);
                    __p::Flow::Continue
                }
                __Messages::Later(__p::Sealed(message, reply)) => {
                    let reply_to = __p::Case::<
                        String,
                        <ReplyTo<u64> as __p::Promises>::Reply,
                    >::reply_to(ctx, reply);
                    Self::later(
                            self,
                            __p::Case::<
                                String,
                                <ReplyTo<u64> as __p::Promises>::Reply,
                            >::get(message),
                            reply_to,
                            ctx,
                        )
                        .await;
                    __p::Flow::Continue
                }
                __Messages::Exit(__p::Sealed(message, reply)) => {
                    let recursive = message.get().is_recursive();
                    ctx.answer(reply, ());
                    __p::Flow::Exit { recursive }
                }
            }
        }
    }
    impl __p::Handles<Add> for Counter {
        type Reply = u64;
        type Message = Add;
        type By = Self;
        fn seal(message: Add, reply: __p::ReplyPort<u64>) -> __Messages {
            __Messages::Add(__p::Case::<Add, u64>::seal(message, reply))
        }
    }
    impl __p::Handles<String> for Counter {
        type Reply = <ReplyTo<u64> as __p::Promises>::Reply;
        type Message = String;
        type By = Self;
        fn seal(
            message: String,
            reply: __p::ReplyPort<<ReplyTo<u64> as __p::Promises>::Reply>,
        ) -> __Messages {
            __Messages::Later(
                __p::Case::<
                    String,
                    <ReplyTo<u64> as __p::Promises>::Reply,
                >::seal(message, reply),
            )
        }
    }
    impl __p::Handles<__p::ActorExitRequest> for Counter {
        type Reply = ();
        type Message = __p::ActorExitRequest;
        type By = Self;
        fn seal(
            message: __p::ActorExitRequest,
            reply: __p::ReplyPort<()>,
        ) -> __Messages {
            __Messages::Exit(__p::Sealed(__p::Kept::new(message), reply))
        }
    }
    fn sent() {
        fn an_actor_goes_from_thread_to_thread<A: ::core::marker::Send>() {}
        an_actor_goes_from_thread_to_thread::<Counter>();
    }
    fn demands() {
        struct ToAnotherProcess<M>(::core::marker::PhantomData<M>);
        impl<M: __p::Message> ToAnotherProcess<M> {
            fn check()
            where
                M: __p::Portable,
            {}
        }
        trait __Otherwise {
            fn check() {}
        }
        impl<M> __Otherwise for ToAnotherProcess<M> {}
        fn argument_to_another_process<M: __p::Portable>() {}
        ToAnotherProcess::<Add>::check();
        ToAnotherProcess::<String>::check();
        ToAnotherProcess::<u64>::check();
        ToAnotherProcess::<<ReplyTo<u64> as __p::Promises>::Reply>::check();
    }
    const _: () = ::core::assert!(
        __p::WireId::all_differ(& [__p::Case:: < Add, u64 > ::WIRE, __p::Case:: < String,
        < ReplyTo < u64 > as __p::Promises > ::Reply > ::WIRE]),
        "two messages of `Counter` have the same wire name"
    );
    #[::actors::__private::linkme::distributed_slice(::actors::__private::ACTORS)]
    #[linkme(crate = ::actors::__private::linkme)]
    static ACTOR: __p::Registered = __p::Startup::<Counter>::ENTRY;
};
