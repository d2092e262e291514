#[derive(::core::clone::Clone, ::core::fmt::Debug)]
#[derive(::actors::__private::serde::Serialize, ::actors::__private::serde::Deserialize)]
#[serde(crate = "::actors::__private::serde")]
struct Tuned {
    #[serde(default)]
    long_name: u8,
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
    impl __p::Message for Tuned {
        const NAME: &'static str = "paint.Tuned";
        const WIRE: __p::WireId = __p::WireId::of(<Self as __p::Message>::NAME);
        fn encode(
            &self,
            out: &mut __p::Vec<u8>,
        ) -> ::core::result::Result<(), __p::CodecError> {
            __p::Value::<Self>::encode(self, out)
        }
        fn decode(body: &[u8]) -> ::core::result::Result<Self, __p::CodecError> {
            __p::Value::<Self>::decode(body)
        }
        fn duplicate(&self) -> ::core::option::Option<Self> {
            ::core::option::Option::Some(::core::clone::Clone::clone(self))
        }
    }
    impl __p::Portable for Tuned
    where
        for<'any> Tuned: __p::serde::Serialize,
        for<'any> Tuned: __p::serde::de::DeserializeOwned,
    {}
    impl __p::Reply for Tuned {
        type Ok = Self;
        type Err = ::core::convert::Infallible;
        fn into_result(
            self,
        ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
            ::core::result::Result::Ok(self)
        }
    }
    #[::actors::__private::linkme::distributed_slice(::actors::__private::MESSAGES)]
    #[linkme(crate = ::actors::__private::linkme)]
    static MESSAGE: __p::Known = __p::Announced::<Tuned>::KNOWN;
};
