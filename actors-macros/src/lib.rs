//! The attributes of the crate `actors`.

use proc_macro::TokenStream;

macro_rules! stubs {
    ($($name:ident)+) => {$(
        /// Stub.
        #[proc_macro_attribute]
        pub fn $name(_: TokenStream, item: TokenStream) -> TokenStream {
            item
        }
    )+};
}

stubs! { actor message main handler init troupe require_capability capability_check }
