struct Work(Box<dyn FnOnce() + Send>);
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
    impl __p::Message for Work
    where
        for<'any> Box<dyn FnOnce() + Send>: ::core::marker::Send,
    {
        const NAME: &'static str = ::core::concat!(::core::module_path!(), "::Work");
        const WIRE: __p::WireId = __p::WireId::of(<Self as __p::Message>::NAME);
        fn encode(
            &self,
            out: &mut __p::Vec<u8>,
        ) -> ::core::result::Result<(), __p::CodecError> {
            ::core::result::Result::Err(__p::CodecError::Local {
                name: <Self as __p::Message>::name().into_owned(),
            })
        }
        fn decode(body: &[u8]) -> ::core::result::Result<Self, __p::CodecError> {
            ::core::result::Result::Err(__p::CodecError::Local {
                name: <Self as __p::Message>::name().into_owned(),
            })
        }
        fn duplicate(&self) -> ::core::option::Option<Self> {
            ::core::option::Option::None
        }
    }
    impl __p::Reply for Work
    where
        for<'any> Box<dyn FnOnce() + Send>: ::core::marker::Send,
    {
        type Ok = Self;
        type Err = ::core::convert::Infallible;
        fn into_result(
            self,
        ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
            ::core::result::Result::Ok(self)
        }
    }
    fn fields() {
        fn a_message_is_sent<F: ::core::marker::Send>() {}
        a_message_is_sent::<Box<dyn FnOnce() + Send>>();
    }
};
