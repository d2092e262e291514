impl<T: Dictionary> Translator<T>
where
    T: Portable,
{
    async fn new(words: T, ctx: &mut Context<Self>) -> Result<Self, SetupError> {
        Self::read(words, ctx.address()).await
    }
    #[cfg(unix)]
    async fn translate(&self, text: Text<T>) -> Result<String, Unknown> {
        self.find(text)
    }
    fn exit(&mut self, _: ActorExitRequest, ctx: &mut Context<Self>) {
        self.close(ctx);
    }
    fn other(&mut self, message: AnyMessage) -> bool {
        self.log(message)
    }
    fn fits(capabilities: &Capabilities, requirements: &Requirements) -> bool {
        capabilities.has("disk")
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
    pub enum __Messages<T: Dictionary + ::core::marker::Send + 'static>
    where
        T: Portable,
    {
        #[cfg(unix)]
        Translate(__p::Sealed<Text<T>, Result<String, Unknown>>),
        Exit(__p::Sealed<__p::ActorExitRequest, ()>),
        TroupeSettings(
            __p::Sealed<
                __p::UpdateTroupeSettings,
                ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
            >,
        ),
        TroupeStatus(__p::Sealed<__p::TroupeStatus, __p::TroupeCounts>),
        Fallback(__p::SealedAny),
        Unused(
            ::core::marker::PhantomData<fn() -> (*const T,)>,
            ::core::convert::Infallible,
        ),
    }
    impl<T: Dictionary + ::core::marker::Send + 'static> __p::Envelope for __Messages<T>
    where
        T: Portable,
    {
        const MESSAGES: &'static [__p::Handled] = &[
            #[cfg(unix)]
            __p::Handled::new(
                __p::Case::<Text<T>, Result<String, Unknown>>::WIRE,
                __p::Case::<Text<T>, Result<String, Unknown>>::name,
                "translate",
            ),
            __p::Handled::new(
                <__p::ActorExitRequest as __p::Message>::WIRE,
                <__p::ActorExitRequest as __p::Message>::name,
                "exit",
            ),
        ];
        fn open(
            message: __p::AnyMessage,
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, (__p::AnyMessage, __p::AnyReply)> {
            let wire = message.wire();
            #[cfg(unix)]
            if wire == __p::Case::<Text<T>, Result<String, Unknown>>::WIRE {
                return match __p::Case::<
                    Text<T>,
                    Result<String, Unknown>,
                >::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Translate(sealed))
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
            if wire
                == __p::Case::<
                    __p::UpdateTroupeSettings,
                    ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                >::WIRE
            {
                return match __p::Case::<
                    __p::UpdateTroupeSettings,
                    ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                >::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::TroupeSettings(sealed))
                    }
                    ::core::result::Result::Err(back) => {
                        ::core::result::Result::Err(back)
                    }
                };
            }
            if wire == __p::Case::<__p::TroupeStatus, __p::TroupeCounts>::WIRE {
                return match __p::Case::<
                    __p::TroupeStatus,
                    __p::TroupeCounts,
                >::open(message, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::TroupeStatus(sealed))
                    }
                    ::core::result::Result::Err(back) => {
                        ::core::result::Result::Err(back)
                    }
                };
            }
            ::core::result::Result::Err((message, reply))
        }
        fn takes_anything() -> bool {
            return true;
            false
        }
        fn fallback(
            message: __p::AnyMessage,
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, (__p::AnyMessage, __p::AnyReply)> {
            return ::core::result::Result::Ok(
                Self::Fallback(__p::SealedAny(__p::Kept::new(message), reply)),
            );
            ::core::result::Result::Err((message, reply))
        }
        fn decode(
            wire: __p::WireId,
            body: &[u8],
            reply: __p::AnyReply,
        ) -> ::core::result::Result<Self, __p::Undecoded> {
            #[cfg(unix)]
            if wire == __p::Case::<Text<T>, Result<String, Unknown>>::WIRE {
                return match __p::Case::<
                    Text<T>,
                    Result<String, Unknown>,
                >::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::Translate(sealed))
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
            if wire
                == __p::Case::<
                    __p::UpdateTroupeSettings,
                    ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                >::WIRE
            {
                return match __p::Case::<
                    __p::UpdateTroupeSettings,
                    ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                >::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::TroupeSettings(sealed))
                    }
                    ::core::result::Result::Err(error) => {
                        ::core::result::Result::Err(error)
                    }
                };
            }
            if wire == __p::Case::<__p::TroupeStatus, __p::TroupeCounts>::WIRE {
                return match __p::Case::<
                    __p::TroupeStatus,
                    __p::TroupeCounts,
                >::decode(body, reply) {
                    ::core::result::Result::Ok(sealed) => {
                        ::core::result::Result::Ok(Self::TroupeStatus(sealed))
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
                #[cfg(unix)]
                Self::Translate(sealed) => {
                    __p::Case::<Text<T>, Result<String, Unknown>>::slot(sealed)
                }
                Self::Exit(sealed) => {
                    __p::Case::<__p::ActorExitRequest, ()>::slot(sealed)
                }
                Self::TroupeSettings(sealed) => {
                    __p::Case::<
                        __p::UpdateTroupeSettings,
                        ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                    >::slot(sealed)
                }
                Self::TroupeStatus(sealed) => {
                    __p::Case::<__p::TroupeStatus, __p::TroupeCounts>::slot(sealed)
                }
                Self::Fallback(sealed) => sealed,
                Self::Unused(_, never) => match *never {}
            }
        }
        fn slot_mut(&mut self) -> &mut dyn __p::Slot {
            match self {
                #[cfg(unix)]
                Self::Translate(sealed) => {
                    __p::Case::<Text<T>, Result<String, Unknown>>::slot_mut(sealed)
                }
                Self::Exit(sealed) => {
                    __p::Case::<__p::ActorExitRequest, ()>::slot_mut(sealed)
                }
                Self::TroupeSettings(sealed) => {
                    __p::Case::<
                        __p::UpdateTroupeSettings,
                        ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                    >::slot_mut(sealed)
                }
                Self::TroupeStatus(sealed) => {
                    __p::Case::<__p::TroupeStatus, __p::TroupeCounts>::slot_mut(sealed)
                }
                Self::Fallback(sealed) => sealed,
                Self::Unused(_, never) => match *never {}
            }
        }
        const KINDS: u32 = 5u32;
        fn kind(&self) -> u32 {
            match self {
                #[cfg(unix)]
                Self::Translate(..) => 0u32,
                Self::Exit(..) => 1u32,
                Self::TroupeSettings(..) => 2u32,
                Self::TroupeStatus(..) => 3u32,
                Self::Fallback(..) => 4u32,
                Self::Unused(_, never) => match *never {}
            }
        }
        fn kind_name(kind: u32) -> ::core::option::Option<__p::Cow<'static, str>> {
            match kind {
                #[cfg(unix)]
                0u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<Text<T>, Result<String, Unknown>>::name(),
                    )
                }
                1u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<__p::ActorExitRequest, ()>::name(),
                    )
                }
                2u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<
                            __p::UpdateTroupeSettings,
                            ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
                        >::name(),
                    )
                }
                3u32 => {
                    ::core::option::Option::Some(
                        __p::Case::<__p::TroupeStatus, __p::TroupeCounts>::name(),
                    )
                }
                4u32 => {
                    ::core::option::Option::Some(
                        <__p::AnyMessage as __p::Message>::name(),
                    )
                }
                _ => ::core::option::Option::None,
            }
        }
        fn has_second_try(&self) -> bool {
            match self {
                #[cfg(unix)]
                Self::Translate(..) => false,
                _ => true,
            }
        }
    }
    impl<T: Dictionary + ::core::marker::Send + 'static> __p::Itself for Translator<T>
    where
        T: Portable,
    {
        type It = Self;
    }
    impl<T: Dictionary + ::core::marker::Send + 'static> __p::Actor for Translator<T>
    where
        T: Portable,
    {
        type Args = T;
        type Envelope = __Messages<T>;
        const NAME: &'static str = ::core::concat!(
            ::core::module_path!(), "::Translator"
        );
        const OPTIONS: __p::Options = __p::Options {
            on_panic: __p::OnPanic::Stop,
            placement: __p::Placement::Group("words"),
            mailbox: 16,
            requires: &[
                __p::Requirement {
                    key: "zone",
                    value: ::core::option::Option::Some(__p::RequiredValue::Text("eu")),
                },
            ],
            troupe: ::core::option::Option::Some(__p::TroupeSettings {
                max: 10,
                idle: 2,
            }),
            ..__p::Options::DEFAULT
        };
        fn name() -> &'static str {
            ::core::any::type_name::<Self>()
        }
        fn run<__W: __p::With<Self>>(with: __W) -> __W::Output {
            __p::Running::<Self>::run(with)
        }
        fn capability_check(
            capabilities: &::actors::Capabilities,
            requirements: &::actors::Requirements,
        ) -> bool {
            Self::fits(capabilities, requirements)
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
    impl<T: Dictionary + ::core::marker::Send + 'static> __p::Runs for Translator<T>
    where
        T: Portable,
    {
        async fn init(
            args: Self::Args,
            ctx: &mut __p::Context<Self>,
        ) -> ::core::result::Result<Self, __p::InitError> {
            let arg0 = args;
            match Self::new(arg0, ctx).await {
                ::core::result::Result::Ok(actor) => ::core::result::Result::Ok(actor),
                ::core::result::Result::Err(error) => {
                    ::core::result::Result::Err(__p::InitError::new(error))
                }
            }
        }
        async fn dispatch(
            &mut self,
            envelope: &mut __Messages<T>,
            ctx: &mut __p::Context<Self>,
        ) -> __p::Flow {
            match envelope {
                #[cfg(unix)]
                __Messages::Translate(__p::Sealed(message, reply)) => {
                    let answer = Self::translate(
                            self,
                            __p::Case::<Text<T>, Result<String, Unknown>>::give(message),
                        )
                        .await;
                    __p::Case::<
                        Text<T>,
                        Result<String, Unknown>,
                    >::answer(ctx, reply, answer);
                    __p::Flow::Continue
                }
                __Messages::Exit(__p::Sealed(message, reply)) => {
                    let recursive = message.get().is_recursive();
                    {
                        let _ = Self::exit(
                            self,
                            __p::Case::<ActorExitRequest, ()>::lend(message),
                            ctx,
                        );
                    }
                    ctx.answer(reply, ());
                    __p::Flow::Exit { recursive }
                }
                __Messages::TroupeSettings(..) => __p::Flow::Continue,
                __Messages::TroupeStatus(..) => __p::Flow::Continue,
                __Messages::Fallback(__p::SealedAny(message, reply)) => {
                    let answer = Self::other(
                        self,
                        __p::Case::<AnyMessage, bool>::lend(message),
                    );
                    ctx.answer_any(reply, &answer);
                    __p::Flow::Continue
                }
                __Messages::Unused(_, never) => match *never {}
            }
        }
    }
    #[cfg(unix)]
    impl<T: Dictionary + ::core::marker::Send + 'static> __p::Handles<Text<T>>
    for Translator<T>
    where
        T: Portable,
    {
        type Reply = Result<String, Unknown>;
        type Message = Text<T>;
        type By = Self;
        fn seal(
            message: Text<T>,
            reply: __p::ReplyPort<Result<String, Unknown>>,
        ) -> __Messages<T> {
            __Messages::Translate(
                __p::Case::<Text<T>, Result<String, Unknown>>::seal(message, reply),
            )
        }
    }
    impl<
        T: Dictionary + ::core::marker::Send + 'static,
    > __p::Handles<__p::ActorExitRequest> for Translator<T>
    where
        T: Portable,
    {
        type Reply = ();
        type Message = __p::ActorExitRequest;
        type By = Self;
        fn seal(
            message: __p::ActorExitRequest,
            reply: __p::ReplyPort<()>,
        ) -> __Messages<T> {
            __Messages::Exit(__p::Sealed(__p::Kept::new(message), reply))
        }
    }
    impl<T: Dictionary> __p::Handles<__p::UpdateTroupeSettings> for Translator<T>
    where
        T: Portable,
    {
        type Reply = ::core::result::Result<__p::TroupeSettings, __p::TroupeError>;
        type Message = __p::UpdateTroupeSettings;
        type By = Self;
        fn seal(
            message: __p::UpdateTroupeSettings,
            reply: __p::ReplyPort<
                ::core::result::Result<__p::TroupeSettings, __p::TroupeError>,
            >,
        ) -> __Messages<T> {
            __Messages::TroupeSettings(__p::Sealed(__p::Kept::new(message), reply))
        }
    }
    impl<T: Dictionary> __p::Handles<__p::TroupeStatus> for Translator<T>
    where
        T: Portable,
    {
        type Reply = __p::TroupeCounts;
        type Message = __p::TroupeStatus;
        type By = Self;
        fn seal(
            message: __p::TroupeStatus,
            reply: __p::ReplyPort<__p::TroupeCounts>,
        ) -> __Messages<T> {
            __Messages::TroupeStatus(__p::Sealed(__p::Kept::new(message), reply))
        }
    }
    fn sent<T: Dictionary + ::core::marker::Send + 'static>()
    where
        T: Portable,
    {
        fn an_actor_goes_from_thread_to_thread<A: ::core::marker::Send>() {}
        an_actor_goes_from_thread_to_thread::<Translator<T>>();
    }
    fn demands<T: Dictionary + ::core::marker::Send + 'static>()
    where
        T: Portable,
    {
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
        #[cfg(unix)] ToAnotherProcess::<Text<T>>::check();
        #[cfg(unix)] ToAnotherProcess::<Result<String, Unknown>>::check();
        argument_to_another_process::<T>();
    }
};
