impl Store {
    fn database(&mut self, database: Database) {
        self.database = Some(database);
    }
    #[cfg(feature = "settings")]
    fn settings(&mut self, settings: &Settings) {
        self.settings = settings.clone();
    }
    async fn ready(&mut self, ctx: &mut Context<Self>) -> Result<(), StoreError> {
        self.open(ctx.address()).await
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
        Database(__p::Sealed<Database, ()>),
        #[cfg(feature = "settings")]
        Settings(__p::Sealed<Settings, ()>),
        Exit(__p::Sealed<__p::ActorExitRequest, ()>),
    }
    impl __p::Envelope for __Messages {
        const MESSAGES: &'static [__p::Handled] = &[
            __p::Handled::new(
                __p::Case::<Database, ()>::WIRE,
                __p::Case::<Database, ()>::name,
                "database",
            ),
            #[cfg(feature = "settings")]
            __p::Handled::new(
                __p::Case::<Settings, ()>::WIRE,
                __p::Case::<Settings, ()>::name,
                "settings",
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
            if wire == __p::Case::<Database, ()>::WIRE {
                return match __p::Case::<Database, ()>::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Database(sealed))
                    }
                    ::core::result::Result::Err(back) => {
                        ::core::result::Result::Err(back)
                    }
                };
            }
            #[cfg(feature = "settings")]
            if wire == __p::Case::<Settings, ()>::WIRE {
                return match __p::Case::<Settings, ()>::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Settings(sealed))
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
            if wire == __p::Case::<Database, ()>::WIRE {
                return match __p::Case::<Database, ()>::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Database(sealed))
                    }
                    ::core::result::Result::Err(error) => {
                        ::core::result::Result::Err(error)
                    }
                };
            }
            #[cfg(feature = "settings")]
            if wire == __p::Case::<Settings, ()>::WIRE {
                return match __p::Case::<Settings, ()>::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Settings(sealed))
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
                Self::Database(sealed) => __p::Case::<Database, ()>::slot(sealed),
                #[cfg(feature = "settings")]
                Self::Settings(sealed) => __p::Case::<Settings, ()>::slot(sealed),
                Self::Exit(sealed) => {
                    __p::Case::<__p::ActorExitRequest, ()>::slot(sealed)
                }
            }
        }
        fn slot_mut(&mut self) -> &mut dyn __p::Slot {
            match self {
                Self::Database(sealed) => __p::Case::<Database, ()>::slot_mut(sealed),
                #[cfg(feature = "settings")]
                Self::Settings(sealed) => __p::Case::<Settings, ()>::slot_mut(sealed),
                Self::Exit(sealed) => {
                    __p::Case::<__p::ActorExitRequest, ()>::slot_mut(sealed)
                }
            }
        }
        const KINDS: u32 = 4u32;
        fn kind(&self) -> u32 {
            match self {
                Self::Database(..) => 0u32,
                #[cfg(feature = "settings")]
                Self::Settings(..) => 1u32,
                Self::Exit(..) => 2u32,
            }
        }
        fn kind_name(kind: u32) -> ::core::option::Option<__p::Cow<'static, str>> {
            match kind {
                0u32 => ::core::option::Option::Some(__p::Case::<Database, ()>::name()),
                #[cfg(feature = "settings")]
                1u32 => ::core::option::Option::Some(__p::Case::<Settings, ()>::name()),
                2u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<__p::ActorExitRequest, ()>::name(),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
        const FIRST: ::core::option::Option<&'static [u32]> = ::core::option::Option::Some(
            &[0u32, #[cfg(feature = "settings")] 1u32],
        );
    }
    impl __p::Itself for Store {
        type It = Self;
    }
    impl __p::Actor for Store {
        type Args = ();
        type Envelope = __Messages;
        const NAME: &'static str = ::core::concat!(::core::module_path!(), "::Store");
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
    impl __p::Runs for Store
    where
        for<'any> Store: ::core::marker::Send,
    {
        async fn init(
            args: Self::Args,
            ctx: &mut __p::Context<Self>,
        ) -> ::core::result::Result<Self, __p::InitError> {
            ::core::result::Result::Ok(<Store as __p::Startable>::by_default())
        }
        async fn dispatch(
            &mut self,
            envelope: &mut __Messages,
            ctx: &mut __p::Context<Self>,
        ) -> __p::Flow {
            match envelope {
                __Messages::Database(__p::Sealed(message, reply)) => {
                    let answer = Self::database(
                        self,
                        __p::Case::<Database, ()>::lend(message),
                    );
                    __p::Case::<Database, ()>::answer(ctx, reply, answer);
                    __p::Flow::Continue
                }
                #[cfg(feature = "settings")]
                __Messages::Settings(__p::Sealed(message, reply)) => {
                    let answer = Self::settings(
                        self,
                        __p::Case::<Settings, ()>::get(message),
                    );
                    __p::Case::<Settings, ()>::answer(ctx, reply, answer);
                    __p::Flow::Continue
                }
                __Messages::Exit(__p::Sealed(message, reply)) => {
                    let recursive = message.get().is_recursive();
                    ctx.answer(reply, ());
                    __p::Flow::Exit { recursive }
                }
            }
        }
        fn get_ready<'a>(
            &'a mut self,
            ctx: &'a mut __p::Context<Self>,
        ) -> __p::Readying<'a> {
            __p::Box::pin(async move {
                <Result<
                    (),
                    StoreError,
                > as __p::Readiness>::told(Self::ready(self, ctx).await)
            })
        }
    }
    impl __p::Handles<Database> for Store {
        type Reply = ();
        type Message = Database;
        type By = Self;
        fn seal(message: Database, reply: __p::ReplyPort<()>) -> __Messages {
            __Messages::Database(__p::Case::<Database, ()>::seal(message, reply))
        }
    }
    #[cfg(feature = "settings")]
    impl __p::Handles<Settings> for Store {
        type Reply = ();
        type Message = Settings;
        type By = Self;
        fn seal(message: Settings, reply: __p::ReplyPort<()>) -> __Messages {
            __Messages::Settings(__p::Case::<Settings, ()>::seal(message, reply))
        }
    }
    impl __p::Handles<__p::ActorExitRequest> for Store {
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
        an_actor_goes_from_thread_to_thread::<Store>();
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
        ToAnotherProcess::<Database>::check();
        #[cfg(feature = "settings")] ToAnotherProcess::<Settings>::check();
        ToAnotherProcess::<()>::check();
        #[cfg(feature = "settings")] ToAnotherProcess::<()>::check();
    }
    const _: () = ::core::assert!(
        __p::WireId::all_differ(& [__p::Case:: < Database, () > ::WIRE, #[cfg(feature =
        "settings")] __p::Case:: < Settings, () > ::WIRE]),
        "two messages of `Store` have the same wire name"
    );
    #[::actors::__private::linkme::distributed_slice(::actors::__private::ACTORS)]
    #[linkme(crate = ::actors::__private::linkme)]
    static ACTOR: __p::Registered = __p::Startup::<Store>::ENTRY;
};
