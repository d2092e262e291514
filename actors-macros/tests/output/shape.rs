/// A shape.
#[derive(PartialEq)]
pub enum Shape<T> {
    Dot,
    Line(T, u64),
    Text { text: String },
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
    impl<T: ::core::clone::Clone> ::core::clone::Clone for Shape<T> {
        #[inline]
        fn clone(&self) -> Self {
            match self {
                Self::Dot {} => Self::Dot {},
                Self::Line { 0: __f0, 1: __f1 } => {
                    Self::Line {
                        0: ::core::clone::Clone::clone(__f0),
                        1: ::core::clone::Clone::clone(__f1),
                    }
                }
                Self::Text { text: __f2 } => {
                    Self::Text {
                        text: ::core::clone::Clone::clone(__f2),
                    }
                }
            }
        }
    }
    impl<T: ::core::fmt::Debug> ::core::fmt::Debug for Shape<T> {
        fn fmt(
            &self,
            formatter: &mut ::core::fmt::Formatter<'_>,
        ) -> ::core::fmt::Result {
            match self {
                Self::Dot {} => formatter.write_str("Dot"),
                Self::Line { 0: __f0, 1: __f1 } => {
                    formatter
                        .debug_tuple("Line")
                        .field(__p::Shown::<T>::show(__f0))
                        .field(__p::Shown::<u64>::show(__f1))
                        .finish()
                }
                Self::Text { text: __f2 } => {
                    formatter
                        .debug_struct("Text")
                        .field("text", __p::Shown::<String>::show(__f2))
                        .finish()
                }
            }
        }
    }
    #[derive(
        ::actors::__private::serde::Serialize,
        ::actors::__private::serde::Deserialize
    )]
    #[serde(crate = "::actors::__private::serde")]
    #[serde(rename = "Shape")]
    enum __Double<F0, F1, F2> {
        Dot,
        Line(F0, F1),
        Text { text: F2 },
    }
    impl<T: __p::Portable> __p::serde::Serialize for Shape<T> {
        fn serialize<__S: __p::serde::Serializer>(
            &self,
            serializer: __S,
        ) -> ::core::result::Result<__S::Ok, __S::Error> {
            let double = match self {
                Self::Dot {} => __Double::Dot {},
                Self::Line { 0: __f0, 1: __f1 } => __Double::Line { 0: __f0, 1: __f1 },
                Self::Text { text: __f2 } => __Double::Text { text: __f2 },
            };
            __p::Written::<__Double<&T, &u64, &String>>::write(&double, serializer)
        }
    }
    impl<'de, T: __p::Portable> __p::serde::Deserialize<'de> for Shape<T> {
        fn deserialize<__D: __p::serde::Deserializer<'de>>(
            deserializer: __D,
        ) -> ::core::result::Result<Self, __D::Error> {
            let double = __p::Read::<__Double<T, u64, String>>::read(deserializer)?;
            ::core::result::Result::Ok(
                match double {
                    __Double::Dot {} => Self::Dot {},
                    __Double::Line { 0: __f0, 1: __f1 } => {
                        Self::Line { 0: __f0, 1: __f1 }
                    }
                    __Double::Text { text: __f2 } => Self::Text { text: __f2 },
                },
            )
        }
    }
    impl<T: __p::Portable> __p::Message for Shape<T> {
        const NAME: &'static str = ::core::concat!(::core::module_path!(), "::Shape");
        const WIRE: __p::WireId = __p::WireId::of(<Self as __p::Message>::NAME)
            .with(<T as __p::Message>::WIRE);
        fn name() -> __p::Cow<'static, str> {
            __p::name_with(<Self as __p::Message>::NAME, &[<T as __p::Message>::name()])
        }
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
    impl<T: __p::Portable> __p::Portable for Shape<T> {}
    impl<T: __p::Portable> __p::Reply for Shape<T> {
        type Ok = Self;
        type Err = ::core::convert::Infallible;
        fn into_result(
            self,
        ) -> ::core::result::Result<Self, ::core::convert::Infallible> {
            ::core::result::Result::Ok(self)
        }
    }
    fn fields<T: __p::Portable>() {
        fn a_message_is_sent<F: ::core::marker::Send>() {}
        <T as __p::Field>::travels();
        <u64 as __p::Field>::travels();
        <String as __p::Field>::travels();
    }
};
